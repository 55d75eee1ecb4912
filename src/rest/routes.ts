import type { Context, Middleware, Next } from "koa";
import type { Call } from "../context.js";
import { AppError, BadInput } from "../errors.js";
import type { Answers, Question } from "../graphql/answers.js";
import { requireScope } from "../graphql/authChecker.js";
import type { Operation, Values } from "../graphql/operations.js";
import { readJson } from "../graphql/readJson.js";
import type { Endpoint } from "./endpoints.js";
import { type Found, findEndpoint, methodsAt } from "./findEndpoint.js";
import { howToKeep, json, linkTo } from "./keeping.js";
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
    const found = findEndpoint(ctx.method === "HEAD" ? "GET" : ctx.method, ctx.path);
    if (!found) return refuseMethod(ctx, next);
    const { endpoint } = found;
    const call: Call = ctx.state.call;
    // First who asks, then what: a stranger is not told which parameters there are.
    requireScope(call.viewer, endpoint.operation.scope);
    const isGet = endpoint.method === "GET";
    const question = isGet ? new AtAddress(ctx.url, ctx.search, found) : await inBody(ctx, endpoint);
    const name = answers.nameOf(question, call.viewer!);
    if (name !== null && isGet) {
      ctx.set(howToKeep(name, ctx.response.get("Vary")));
      if (ctx.get("If-None-Match").includes(name)) {
        answers.noteKnown(question, call, name);
        ctx.status = 304;
        return;
      }
    }
    const { body, next: cursor } = await answers.answer(question, call, name);
    if (cursor !== null && isGet) ctx.set("Link", linkTo(publicUrl, ctx.path, ctx.search, cursor));
    ctx.set("Content-Type", json);
    ctx.body = body;
  };
}

function refuseMethod(ctx: Context, next: Next) {
  const allowed = methodsAt(ctx.path).join(", ");
  if (allowed === "") return next();
  ctx.set("Allow", allowed);
  throw new AppError("METHOD_NOT_ALLOWED", `${ctx.path} answers ${allowed} only.`, 405);
}

/** A class, for V8 makes a hidden class of its own for each object literal with a getter, and keeps it. */
class AtAddress implements Question {
  readonly operation: Operation;
  private read: Values | undefined;

  constructor(
    readonly address: string,
    private readonly search: string,
    private readonly found: Found,
  ) {
    this.operation = found.endpoint.operation;
  }

  get values(): Values {
    this.read ??= readParameters(this.search, this.operation.parameters, this.found.inPath);
    return this.read;
  }
}

async function inBody(ctx: Context, { operation }: Endpoint): Promise<Question> {
  return { operation, address: null, values: readBody(await jsonOf(ctx), operation.parameters) };
}
