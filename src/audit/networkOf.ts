import { isIP } from "node:net";

/** The /24 of an IPv4 address, the /48 of an IPv6 one: it tells the provider and the region, but not the person. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, "");
  if (isIP(plain) === 4) return plain.replace(/\d+$/, "0/24");
  const [head = [], tail = []] = plain
    .split("%")[0]!
    .split("::")
    .map((part) => (part ? part.split(":") : []));
  const gap = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => "0");
  const groups = [...head, ...gap, ...tail]
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(":").replace(/(^|:)0(:0)*$/, "")}::/48`;
}
