import { type Endpoint, endpoints } from "./endpoints.js";

export interface Found {
  readonly endpoint: Endpoint;
  /** The parameters in the path, as they were sent. */
  readonly inPath: Readonly<Record<string, string>>;
}

const nothing = {};
/** Of the paths without a parameter, which most requests are for. */
const fixed = new Map<string, Found>(
  endpoints
    .filter(({ path }) => !path.includes("{"))
    .map((endpoint) => [endpoint.path, { endpoint, inPath: nothing }]),
);
const patterns = endpoints.map((endpoint) => ({
  endpoint,
  pattern: new RegExp(`^${endpoint.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
}));

/** What answers there; null if nothing does, or nothing by this method. */
export function findEndpoint(method: string, path: string): Found | null {
  const direct = fixed.get(path);
  if (direct?.endpoint.method === method) return direct;
  for (const { endpoint, pattern } of patterns) {
    const found = endpoint.method === method && pattern.exec(path);
    if (found) return { endpoint, inPath: { ...found.groups } };
  }
  return null;
}

/** The methods by which something answers there. */
export const methodsAt = (path: string): string[] => [
  ...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ endpoint }) => endpoint.method)),
];
