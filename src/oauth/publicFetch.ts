import { type LookupAddress, lookup } from "node:dns";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

const timeoutMs = 2500;
const limitBytes = 16 * 1024;

/**
 * Fetches what strangers name, and reaches nothing that they could not reach themselves: https only, no address that
 * is not public, no redirect, not much, and not for long.
 */
export const createPublicFetch =
  (mayConnect: (address: string) => boolean = isPublic): typeof fetch =>
  (input, { headers } = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const host = url.hostname.replace(/^\[|\]$/g, "");
      // An address in place of a name is not looked up.
      if (url.protocol !== "https:" || (isIP(host) && !mayConnect(host))) {
        throw new Error(`${url.origin} is no public https address`);
      }
      const options = {
        headers: Object.fromEntries(new Headers(headers)),
        agent: false,
        lookup: lookupAllowed(mayConnect),
        signal: AbortSignal.timeout(timeoutMs),
      };
      request(url, options, (response) => read(response).then(resolve, reject))
        .on("error", reject)
        .end();
    });

/** The connection goes to what is answered here, so a name cannot lead elsewhere after it was checked. */
function lookupAllowed(mayConnect: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const refused = found?.find(({ address }) => !mayConnect(address));
      const problem = refused
        ? new Error(`${hostname} is at ${refused.address}, which is not public`)
        : error;
      if (problem || options.all) callback(problem, found);
      else callback(null, found[0]!.address, found[0]!.family);
    });
  };
}

async function read(response: IncomingMessage): Promise<Response> {
  const { statusCode: status = 0, headers } = response;
  if (status !== 200) {
    response.destroy();
    return new Response(null, { status });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw new Error(`the answer is longer than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  // Of its headers only those that say how long it may be kept.
  const { "cache-control": cacheControl, expires } = headers;
  return new Response(Buffer.concat(chunks), {
    headers: { ...(cacheControl && { "cache-control": cacheControl }), ...(expires && { expires }) },
  });
}

/** IANA's special-purpose registries (RFC 6890), and multicast. */
const notPublic4 = blockList("ipv4", [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
]);

/** What the world can reach is in here, */
const global6 = blockList("ipv6", ["2000::/3"]);
/** but for tunnels, in which any IPv4 address may hide, and for examples. */
const notPublic6 = blockList("ipv6", ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);

export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !notPublic4.check(address, "ipv4");
  return isIP(address) === 6 && global6.check(address, "ipv6") && !notPublic6.check(address, "ipv6");
}

function blockList(family: "ipv4" | "ipv6", subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network, prefix] = subnet.split("/") as [string, string];
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}
