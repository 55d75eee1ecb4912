import type { Context, Middleware } from "koa";
import type { Call } from "../context.js";
import { BadInput } from "../errors.js";
import type { Answers, Question } from "../graphql/answers.js";
import { requireScope } from "../graphql/authChecker.js";
import type { Operation, Values } from "../graphql/operations.js";
import { readJson } from "../graphql/readJson.js";
import type { Endpoint } from "./endpoints.js";
import { findEndpoint } from "./findEndpoint.js";
import { readBody, readParameters } from "./readParameters.js";

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
    const found = findEndpoint(ctx);
    if (!found) return next();
    const { endpoint, inPath } = found;
    const call: Call = ctx.state.call;
    // First who asks, then what: a stranger is not told which parameters there are.
    requireScope(call.viewer, endpoint.operation.scope);
    const isGet = endpoint.method === "GET";
    const question = isGet ? new AtAddress(ctx, endpoint, inPath) : await inBody(ctx, endpoint);
    const name = answers.nameOf(question, call.viewer!);
    if (name !== null && isGet) {
      tellHowToKeep(ctx, name);
      if (ctx.get("If-None-Match").includes(name)) {
        answers.noteKnown(question, call, name);
        ctx.status = 304;
        return;
      }
    }
    const { body, next: cursor } = await answers.answer(question, call, name);
    if (cursor !== null && isGet) ctx.set("Link", `<${publicUrl}${addressFrom(ctx, cursor)}>; rel="next"`);
    ctx.set("Content-Type", "application/json; charset=utf-8");
    ctx.body = body;
  };
}

/** A class, for V8 makes a hidden class of its own for each object literal with a getter, and keeps it. */
class AtAddress implements Question {
  readonly address: string;
  readonly operation: Operation;
  private read: Values | undefined;

  constructor(
    private readonly ctx: Context,
    { operation }: Endpoint,
    private readonly inPath: Readonly<Record<string, string>>,
  ) {
    this.operation = operation;
    this.address = ctx.url;
  }

  get values(): Values {
    this.read ??= readParameters(this.ctx.search, this.operation.parameters, this.inPath);
    return this.read;
  }
}

async function inBody(ctx: Context, { operation }: Endpoint): Promise<Question> {
  return { operation, address: null, values: readBody(await jsonOf(ctx), operation.parameters) };
}

/**
 * Whoever has an answer asks each time whether it still holds: that is counted, and refused once the token has ended.
 * The name is of what is said, however it is packed, so it is a weak one (RFC 9110, section 8.8.1).
 */
function tellHowToKeep(ctx: Context, name: string): void {
  const varies = ctx.response.get("Vary");
  ctx.set("ETag", `W/"${name}"`);
  ctx.set("Cache-Control", "private, no-cache");
  ctx.set("Vary", `${varies ? `${varies}, ` : ""}Authorization, Accept-Encoding`);
}

/** The same request, going on behind `cursor` (RFC 8288). */
function addressFrom({ path, search }: Context, cursor: string): string {
  if (search && !search.includes("cursor")) return `${path}${search}&cursor=${encodeURIComponent(cursor)}`;
  const query = new URLSearchParams(search);
  query.set("cursor", cursor);
  return `${path}?${query}`;
}
