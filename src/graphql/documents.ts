import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Pool } from "pg";
import type { Viewer } from "../context.js";
import { AppError, BadInput } from "../errors.js";

/** What a request to `/graphql` holds: in its address, or in the body that was posted. */
export interface Sent {
  readonly method: string;
  readonly search: string;
  readonly body: unknown;
}

interface Asked {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** A request to `/graphql` with its whole document, also where it came with the identifier of one. */
export type ReadRequest = (sent: Sent, viewer: Viewer | null) => Promise<Sent>;

/** How long a document that was taken back may still be run. */
const cacheMs = 1000;
const cacheSize = 2000;

const statement = {
  name: "client-document",
  text: "select body from client_documents where client_id = $1 and hash = $2",
};

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * Documents that were registered for a client, by the identifier of GraphQL over HTTP (working draft, appendix on
 * persisted documents) or as Apollo's clients send it.
 */
export function createReadRequest(pool: Pool): ReadRequest {
  const cache = new LRUCache<string, Promise<string | null>>({ max: cacheSize, ttl: cacheMs });

  async function read(clientId: string, hash: string): Promise<string | null> {
    const { rows } = await pool.query<{ body: string }>({ ...statement, values: [clientId, hash] });
    return rows[0]?.body ?? null;
  }

  function recall(clientId: string, hash: string): Promise<string | null> {
    const key = `${clientId} ${hash}`;
    const cached = cache.get(key);
    if (cached) return cached;
    const text = read(clientId, hash);
    cache.set(key, text);
    text.catch(() => cache.delete(key));
    return text;
  }

  /** The text that is to run in place of an identifier; null where there is none. Throws where the client may not. */
  async function find(asked: Asked, viewer: Viewer | null): Promise<string | null> {
    const { query = null, extensions } = asked;
    if (query !== null) {
      if (apolloId(extensions)) throw notKept();
      const isTrusted =
        !viewer?.trustedDocumentsOnly || (await recall(viewer.clientId!, hashOf(String(query)))) !== null;
      if (!isTrusted) throw notTrusted();
      return null;
    }
    const hash = hashIn(asked);
    if (hash === null) return null;
    const text = viewer?.clientId ? await recall(viewer.clientId, hash) : null;
    if (text === null) throw notFound(hash);
    return text;
  }

  return async (sent, viewer) => {
    const { method, search, body } = sent;
    if (method === "POST") {
      const text = await find(body as Asked, viewer);
      if (text === null) return sent;
      const { extensions, ...rest } = body as Asked;
      return { method, search, body: { ...rest, query: text } };
    }
    const address = new URLSearchParams(search);
    const text = await find(askedIn(address), viewer);
    if (text === null) return sent;
    address.set("query", text);
    // Else Apollo would look it up once more, among its own.
    address.delete("extensions");
    return { method, search: `?${address}`, body };
  };
}

function askedIn(address: URLSearchParams): Asked {
  const { extensions, ...asked } = Object.fromEntries(address);
  try {
    return { ...asked, extensions: extensions && JSON.parse(extensions) };
  } catch {
    // Apollo says so, in the words that it has for every other part of a request.
    return asked;
  }
}

/** `documentId`, or what Apollo's clients send in its place; null without either. */
function hashIn({ documentId, extensions }: Asked): string | null {
  const id = documentId ?? apolloId(extensions);
  if (id === undefined) return null;
  const hash = typeof id === "string" ? /^sha256:([0-9a-f]{64})$/.exec(id)?.[1] : undefined;
  if (!hash)
    throw new BadInput("documentId must read: sha256:, then 64 hexadecimal digits in small letters.");
  return hash;
}

function apolloId(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions || {}) as { persistedQuery?: { sha256Hash?: unknown } };
  return persistedQuery && `sha256:${persistedQuery.sha256Hash}`;
}

const notTrusted = () =>
  new AppError(
    "DOCUMENT_NOT_TRUSTED",
    "This client may send registered documents only, and this is none of them. The operator registers one with: larder client documents add",
    400,
  );

/** A client of Apollo's that is told this code sends no names from then on, and so no request twice. */
const notKept = () =>
  new AppError(
    "PERSISTED_QUERY_NOT_SUPPORTED",
    "No document is registered by sending it. Send the query alone, or the identifier of one that the operator has registered.",
    400,
  );

/** The code is the one that Apollo's clients know. */
const notFound = (hash: string) =>
  new AppError(
    "PERSISTED_QUERY_NOT_FOUND",
    `No document sha256:${hash} is registered for this client. The operator registers it with: larder client documents add`,
    404,
  );
