import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Context, Middleware } from "koa";
import type { Config } from "../config.js";
import type { Call, Standing, Viewer } from "../context.js";
import type { Bearer } from "../oauth/bearer.js";
import type { Habits } from "../usage/habits.js";
import type { History } from "../usage/history.js";
import type { Quota } from "../usage/quota.js";
import { clientGone, eventOf, noteUses, policyOf, RunningCall, whatIsLeft } from "./calls.js";
import { type Liked, leastBytes, type Packing } from "./compress.js";
import { corsVary } from "./cors.js";
import { asRequest, requestIdFrom } from "./requestId.js";
import { usualHeaders } from "./securityHeaders.js";
import { tokenIn } from "./viewer.js";

interface Parts {
  readonly answer: (request: IncomingMessage, call: Call) => Promise<Answer>;
  /** Koa's, for the rare questions that it has an answer to. */
  readonly contextOf: (request: IncomingMessage, response: ServerResponse) => Context;
  readonly bearer: Pick<Bearer, "atHand">;
  readonly quota: Pick<Quota, "takeReserved">;
  readonly history: Pick<History, "add">;
  readonly habits: Pick<Habits, "add">;
  readonly packing: Pick<Packing, "likedBy" | "encodingFor" | "pack">;
  readonly config: Pick<Config, "publicUrl">;
}

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** What an answer takes besides the request, all of it in memory. */
interface Known {
  readonly id: string;
  readonly viewer: Viewer;
  readonly standing: Standing;
  readonly encoding: Liked;
}

/**
 * Answers `POST /graphql` of programs before Koa, whose middleware takes its share of a small query, where who asks and a
 * request of what they may use are in memory. The same is written and counted as there. False where either is missing, or
 * anything is out of the ordinary, and then nothing has happened. What fails goes on to Koa, where `rethrow` comes before
 * whatever answers or counts: the words for an error are in one place.
 */
export function answerPosted({ answer, contextOf, bearer, quota, history, habits, packing, config }: Parts) {
  const usual = usualHeaders(config).map(([name, value]) => [name, name.toLowerCase(), value] as const);
  const failures = new WeakMap<IncomingMessage, { readonly error: unknown }>();

  async function send(response: ServerResponse, { id, standing, encoding }: Known, answer: Answer) {
    const { status, headers, text } = answer;
    const isLong = Buffer.byteLength(text) >= leastBytes;
    const packed = isLong && encoding !== "identity";
    const body = packed ? await packing.pack(Buffer.from(text), encoding) : text;
    const bytes = Buffer.byteLength(body);
    const written = ["X-Request-Id", id];
    for (const [name, lowerCase, value] of usual) if (!headers.has(lowerCase)) written.push(name, value);
    written.push("Vary", isLong ? `${corsVary}, Accept-Encoding` : corsVary);
    written.push("RateLimit-Policy", policyOf(standing), "RateLimit", whatIsLeft(standing));
    for (const [name, value] of headers) written.push(name, value);
    if (packed) written.push("Content-Encoding", encoding);
    written.push("Content-Length", String(bytes));
    response.writeHead(status, written).end(body);
    return bytes;
  }

  async function run(request: IncomingMessage, response: ServerResponse, known: Known, koa: RequestListener) {
    const { id, viewer, standing } = known;
    const call = new RunningCall(viewer, () => contextOf(request, response).ip);
    call.standing = standing;
    let sent = 0;
    // As Koa has it until there is an answer.
    response.statusCode = 404;
    response.once("close", () => {
      if (!response.writableFinished) call.end(clientGone());
      const { statusCode: status } = response;
      const bytes = Number(response.getHeader("Content-Length") ?? sent);
      const { milliseconds } = call;
      history.add(eventOf(viewer, call.asked, { door: "graphql", status, bytes, milliseconds }));
    });
    try {
      sent = await send(response, known, await answer(request, call));
      noteUses(habits, viewer, call.asked);
    } catch (error) {
      failures.set(request, { error });
      request.headers["x-request-id"] = id;
      response.setHeader("RateLimit-Policy", policyOf(standing));
      response.setHeader("RateLimit", whatIsLeft(standing));
      koa(request, response);
    } finally {
      call.done();
    }
  }

  function isAnswered(request: IncomingMessage, response: ServerResponse, koa: RequestListener): boolean {
    const { method, url, headers } = request;
    // Whether pages of another origin may read it takes a look into the database.
    if (method !== "POST" || url !== "/graphql" || headers.origin !== undefined || !saysJson(headers))
      return false;
    const token = tokenIn(headers.authorization ?? "");
    const viewer = token && bearer.atHand(token, "graphql");
    const standing = viewer && quota.takeReserved(viewer);
    if (!standing) return false;
    const id = requestIdFrom(headers["x-request-id"] as string | undefined);
    const encoding =
      packing.likedBy(headers["accept-encoding"] as string | undefined) ??
      packing.encodingFor(contextOf(request, response));
    asRequest(id, () => run(request, response, { id, viewer, standing, encoding }, koa));
    return true;
  }

  const rethrow: Middleware = (ctx, next) => {
    const failure = failures.get(ctx.req);
    if (failure) throw failure.error;
    return next();
  };
  return { isAnswered, rethrow };
}

const saysJson = (sent: IncomingMessage["headers"]) => sent["content-type"] === "application/json";
