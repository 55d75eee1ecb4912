import type { Context, Middleware, Next } from "koa";
import type { Call, Reply, TakeUp } from "../context.js";
import { AppError, BadInput } from "../errors.js";
import type { Answers, KeptAnswer, Question } from "../graphql/answers.js";
import { requireScope } from "../graphql/authChecker.js";
import type { Operation, Values } from "../graphql/operations.js";
import { readJson } from "../graphql/readJson.js";
import { type Found, findEndpoint, methodsAt } from "./findEndpoint.js";
import { howToKeep, json, linkTo } from "./keeping.js";
import { readBody, readParameters } from "./readParameters.js";

interface Parts {
  readonly answers: Answers;
  readonly publicUrl: string;
  /** What all answers depend on before we say of what ours do. */
  readonly varies: string;
}

export interface RestDoor {
  /** Serves `/api`: a request becomes the values of its operation, and the operation's answer the response. */
  readonly middleware: Middleware;
  /** The same for `GET`, without Koa. */
  readonly takeUp: TakeUp;
}

/** In an address, Koa takes apart what is behind `#`, and none of these should be there. */
const unusual = /[#\s]/;
const readParts = readJson(20);

export function restDoor({ answers, publicUrl, varies }: Parts): RestDoor {
  /** The answer is null where the client has the one of this name. */
  function replyTo({ path, search }: AtAddress, name: string | null, answer: KeptAnswer | null): Reply {
    const headers: Record<string, string> = name === null ? {} : howToKeep(name, varies);
    if (!answer) return { status: 304, headers, body: null };
    headers["Content-Type"] = json;
    if (answer.next !== null) headers.Link = linkTo(publicUrl, path, search, answer.next);
    return { status: 200, headers, body: answer.body };
  }

  async function answer(question: AtAddress, call: Call, known: string | undefined): Promise<Reply> {
    const name = answers.nameOf(question, call.viewer!);
    if (name !== null && known?.includes(name)) {
      answers.noteKnown(question, call, name);
      return replyTo(question, name, null);
    }
    return replyTo(question, name, await answers.answer(question, call, name));
  }

  return {
    async middleware(ctx, next) {
      const found = findEndpoint(ctx.method === "HEAD" ? "GET" : ctx.method, ctx.path);
      if (!found) return refuseMethod(ctx, next);
      const { method, operation } = found.endpoint;
      const call: Call = ctx.state.call;
      // First who asks, then what: a stranger is not told which parameters there are.
      requireScope(call.viewer, operation.scope);
      if (method === "GET") {
        const question = new AtAddress(ctx.url, ctx.path, ctx.search, found);
        const { status, headers, body } = await answer(question, call, ctx.req.headers["if-none-match"]);
        ctx.set(headers);
        ctx.status = status;
        ctx.body = body;
      } else {
        const values = readBody(await jsonOf(ctx), operation.parameters);
        const question = { operation, address: null, values };
        const { body } = await answers.answer(question, call, answers.nameOf(question, call.viewer!));
        ctx.set("Content-Type", json);
        ctx.body = body;
      }
    },

    takeUp({ url: address = "", headers: { "if-none-match": known } }, viewer) {
      if (unusual.test(address)) return null;
      const query = address.indexOf("?");
      const path = query < 0 ? address : address.slice(0, query);
      const found = findEndpoint("GET", path);
      if (!found || !viewer.scopes.has(found.endpoint.operation.scope)) return null;
      const question = new AtAddress(address, path, address.slice(path.length), found);
      const kept = answers.atHand(question, viewer);
      return {
        kept: kept && {
          reply: replyTo(question, kept.name, known?.includes(kept.name) ? null : kept),
          asked: kept.asked,
        },
        answer: (call) => answer(question, call, known),
      };
    },
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
    readonly path: string,
    readonly search: string,
    private readonly found: Found,
  ) {
    this.operation = found.endpoint.operation;
  }

  get values(): Values {
    this.read ??= readParameters(this.search, this.operation.parameters, this.found.inPath);
    return this.read;
  }
}

async function jsonOf(ctx: Context): Promise<unknown> {
  if (ctx.search)
    throw new BadInput(`${ctx.path} takes what it asks for in the body, and nothing in the address.`);
  await readParts(ctx);
  return ctx.request.body;
}
