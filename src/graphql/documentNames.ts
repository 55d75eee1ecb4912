import type { ReadRequest } from "./documents.js";

// Apollo keeps what it parsed under a name, and makes that of the text anew for each request: a SHA-256, with a native
// object and a `require` for each. Only a request with a name and no text spares it that, as persisted queries are sent.
// Any name does, so the text itself is it.

/** The same request, with the text of its document as the name of it. Leaves alone what Apollo has to refuse. */
export function named({ search, body }: Awaited<ReturnType<ReadRequest>>): { search: string; body: unknown } {
  const { query, extensions, ...rest } = (body ?? {}) as { query?: unknown; extensions?: unknown };
  if (typeof query !== "string" || query === "" || (extensions ?? null) !== null) return { search, body };
  return { search, body: { ...rest, extensions: { persistedQuery: { version: 1, sha256Hash: query } } } };
}

/** What Apollo puts before each name. */
const prefix = "apq:";

/** Where Apollo looks for the text behind a name. What clients name themselves never comes this far: `createReadRequest`. */
export const textsByName = {
  get: async (name: string) => name.slice(prefix.length),
  set: async () => {},
  delete: async () => {},
};
