import type { Context, Middleware } from "koa";
import type { Call } from "../context.js";
import { AppError, BadInput } from "../errors.js";
import type { Answers } from "../graphql/answers.js";
import { requireScope } from "../graphql/authChecker.js";
import { readJson } from "../graphql/readJson.js";
import { endpoints } from "./endpoints.js";
import { readBody, readParameters } from "./readParameters.js";

const patterns = endpoints.map((row) => ({
  ...row,
  pattern: new RegExp(`^${row.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
}));

const readParts = readJson(20);

async function jsonOf(ctx: Context): Promise<unknown> {
  if (ctx.search)
    throw new BadInput(`${ctx.path} takes what it asks for in the body, and nothing in the address.`);
  await readParts(ctx);
  return ctx.request.body;
}

interface Parts {
  readonly answers: Answers;
  readonly publicUrl: string;
}

/** Serves `/api`: a request becomes the values of its operation, and the operation's answer the response. */
export function restRoutes({ answers, publicUrl }: Parts): Middleware {
  return async (ctx, next) => {
    const here = patterns.flatMap(({ pattern, ...row }) => {
      const found = pattern.exec(ctx.path);
      return found ? [{ ...row, inPath: { ...found.groups } }] : [];
    });
    if (here.length === 0) return next();
    const method = ctx.method === "HEAD" ? "GET" : ctx.method;
    const endpoint = here.find((row) => row.method === method);
    if (!endpoint) {
      const allowed = [...new Set(here.map((row) => row.method))].join(", ");
      ctx.set("Allow", allowed);
      throw new AppError("METHOD_NOT_ALLOWED", `${ctx.path} answers ${allowed} only.`, 405);
    }
    const { operation } = endpoint;
    const call: Call = ctx.state.call;
    // First who asks, then what: a stranger is not told which parameters there are.
    requireScope(call.viewer, operation.scope);
    const values =
      endpoint.method === "POST"
        ? readBody(await jsonOf(ctx), operation.parameters)
        : readParameters(ctx.search, operation.parameters, endpoint.inPath);
    const name = answers.nameOf(operation, values, call.viewer!);
    if (name !== null && endpoint.method === "GET") {
      tellHowToKeep(ctx, name);
      if (ctx.get("If-None-Match").includes(name)) {
        answers.noteKnown(operation, values, call, name);
        ctx.status = 304;
        return;
      }
    }
    const { body, next: cursor } = await answers.answer(operation, values, call, name);
    if (cursor !== null && endpoint.method === "GET")
      ctx.set("Link", `<${publicUrl}${addressFrom(ctx, cursor)}>; rel="next"`);
    ctx.type = "json";
    ctx.body = body;
  };
}

/**
 * Whoever has an answer asks each time whether it still holds: that is counted, and refused once the token has ended.
 * The name is of what is said, however it is packed, so it is a weak one (RFC 9110, section 8.8.1).
 */
function tellHowToKeep(ctx: Context, name: string): void {
  ctx.set({ ETag: `W/"${name}"`, "Cache-Control": "private, no-cache" });
  ctx.vary("Authorization");
  ctx.vary("Accept-Encoding");
}

/** The same request, going on behind `cursor` (RFC 8288). */
function addressFrom({ path, search }: Context, cursor: string): string {
  const query = new URLSearchParams(search);
  query.set("cursor", cursor);
  return `${path}?${query}`;
}
