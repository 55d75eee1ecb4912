import type { Context } from "koa";
import { AppError } from "../errors.js";
import { type Endpoint, endpoints } from "./endpoints.js";

interface Found {
  readonly endpoint: Endpoint;
  /** The parameters in the path, as they were sent. */
  readonly inPath: Readonly<Record<string, string>>;
}

const nothing = {};
/** Of the paths without a parameter, by method and path. */
const fixed = new Map<string, Found>(
  endpoints
    .filter(({ path }) => !path.includes("{"))
    .map((endpoint) => [`${endpoint.method} ${endpoint.path}`, { endpoint, inPath: nothing }]),
);
const patterns = endpoints.map((endpoint) => ({
  endpoint,
  pattern: new RegExp(`^${endpoint.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
}));

/** What answers there, null if there is nothing; refused where the path takes other methods only. */
export function findEndpoint(ctx: Context): Found | null {
  const method = ctx.method === "HEAD" ? "GET" : ctx.method;
  const direct = fixed.get(`${method} ${ctx.path}`);
  if (direct) return direct;
  const here = patterns.flatMap(({ endpoint, pattern }) => {
    const found = pattern.exec(ctx.path);
    return found ? [{ endpoint, inPath: { ...found.groups } }] : [];
  });
  if (here.length === 0) return null;
  const found = here.find(({ endpoint }) => endpoint.method === method);
  if (found) return found;
  const allowed = [...new Set(here.map(({ endpoint }) => endpoint.method))].join(", ");
  ctx.set("Allow", allowed);
  throw new AppError("METHOD_NOT_ALLOWED", `${ctx.path} answers ${allowed} only.`, 405);
}
