import { OperatorError } from "../errors.js";
import { type ActionDocument, isThisMachine } from "./ActionDocument.js";
import { foreignHost } from "./causes.js";
import { documentProblems } from "./documentRules.js";

/** One thing that must hold before a GPT can use a Larder. */
export interface ServerCheck {
  readonly what: string;
  /** Where it was looked up; null where that took no request. */
  readonly address: string | null;
  /** What is wrong and what to do; empty where it holds. */
  readonly problems: readonly string[];
  /** ChatGPT alone needs it: a Larder that is tried on one's own machine works without. */
  readonly isForChatGpt: boolean;
}

/** Longer than any page of ours takes, shorter than people wait. */
const patienceMs = 5000;

/** Looks at a Larder from outside, as the GPT editor will. */
export async function checkServer(url: string): Promise<ServerCheck[]> {
  const metadata = `${url}/.well-known/oauth-authorization-server`;
  const document = `${url}/openapi.json`;
  const privacy = `${url}/privacy`;
  const [ofMetadata, ofDocument, ofPrivacy] = await Promise.all([
    problemsOf(metadata, (text) => metadataProblems(url, metadata, text)),
    problemsOf(document, (text) => openApiProblems(url, document, text)),
    problemsOf(privacy, () => []),
  ]);
  return [
    {
      what: "ChatGPT reaches this address: https, port 443, known to the internet",
      address: null,
      problems: addressProblems(url),
      isForChatGpt: true,
    },
    {
      what: "Every address in the metadata is on this host",
      address: metadata,
      problems: ofMetadata,
      isForChatGpt: false,
    },
    {
      what: "The OpenAPI document names this server, one root domain and all that the GPT editor asks for",
      address: document,
      problems: ofDocument,
      isForChatGpt: false,
    },
    {
      what: "There is a privacy policy, without which no GPT is public",
      address: privacy,
      problems: ofPrivacy,
      isForChatGpt: true,
    },
  ];
}

/** What the editor or ChatGPT refuses about an address as it is. */
export function addressProblems(url: string): string[] {
  const { protocol, hostname, port } = new URL(url);
  const problems: string[] = [];
  if (protocol !== "https:") problems.push("ChatGPT calls https addresses only; set PUBLIC_URL to one.");
  if (port) problems.push(`ChatGPT calls port 443 only, and PUBLIC_URL names port ${port}.`);
  if (isThisMachine({ hostname }))
    problems.push(`ChatGPT cannot reach ${hostname}; PUBLIC_URL must be an address that the internet knows.`);
  return problems;
}

async function problemsOf(address: string, look: (text: string) => readonly string[]) {
  try {
    return look(await textAt(address));
  } catch (error) {
    if (error instanceof OperatorError) return [error.message];
    throw error;
  }
}

/** Each address in the metadata must be on the host that it came from. */
function metadataProblems(url: string, address: string, text: string): string[] {
  const foreign = Object.entries(readObject(address, text))
    .filter(([name]) => name === "issuer" || name === "jwks_uri" || name.endsWith("_endpoint"))
    .filter(([, value]) => URL.parse(String(value))?.origin !== url)
    .map(([name, value]) => `${name} ${value}`);
  return foreign.length > 0 ? [foreignHost(url, address, foreign)] : [];
}

function openApiProblems(url: string, address: string, text: string): string[] {
  const document: ActionDocument = readObject(address, text);
  const server = document.servers?.[0]?.url;
  if (server !== url) return [foreignHost(url, address, [`the server ${server}`])];
  return documentProblems(document, { ofAddress: url.startsWith("https:") });
}

function readObject(address: string, text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch (cause) {
    throw new OperatorError(`${address} answered no JSON; is this a Larder?`, { cause });
  }
}

async function textAt(address: string): Promise<string> {
  const response = await reach(address, { signal: AbortSignal.timeout(patienceMs) });
  if (!response.ok) throw new OperatorError(`${address} answered ${response.status}; is this a Larder?`);
  return response.text();
}

/** An answer, whatever it is; that there is none is told with its cause. */
export async function reach(address: string, init: RequestInit = {}): Promise<Response> {
  return fetch(address, init).catch((cause) => {
    throw new OperatorError(
      `${address} cannot be reached (${cause.cause?.code ?? cause.message}). Is Larder running there?`,
      { cause },
    );
  });
}
