import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Context, Middleware } from "koa";
import type { Config } from "../config.js";
import type { Reply, Standing, TakeUp, Task, Viewer } from "../context.js";
import type { Bearer } from "../oauth/bearer.js";
import type { Door } from "../oauth/resources.js";
import type { Habits } from "../usage/habits.js";
import type { History } from "../usage/history.js";
import type { Quota } from "../usage/quota.js";
import { clientGone, eventOf, noteUses, policyOf, RunningCall, whatIsLeft } from "./calls.js";
import { bytesIn, isLong, type Packed, type Packing } from "./compress.js";
import { corsVary } from "./cors.js";
import { asRequest, requestIdFrom } from "./requestId.js";
import { usualHeaders } from "./securityHeaders.js";
import { tokenIn } from "./viewer.js";

interface Parts {
  readonly doors: Readonly<Record<Door, TakeUp>>;
  /** Koa's, for the rare questions that it has an answer to. */
  readonly contextOf: (request: IncomingMessage, response: ServerResponse) => Context;
  readonly bearer: Pick<Bearer, "atHand">;
  readonly quota: Pick<Quota, "takeReserved">;
  readonly history: Pick<History, "add">;
  readonly habits: Pick<Habits, "add">;
  readonly packing: Packing;
  readonly config: Pick<Config, "publicUrl">;
}

/** A request that is answered here, and has been counted. */
interface Taken {
  readonly door: Door;
  readonly id: string;
  readonly viewer: Viewer;
  readonly standing: Standing;
  readonly task: Task;
}

/**
 * Answers what programs ask with a token before Koa, whose middleware takes its share of a small answer: `GET /api/…` and
 * `POST /graphql`, where who asks and a request of what they may use are in memory. The same is written and counted as
 * there. What was answered before goes out at once. `isAnswered` is false where anything is missing or out of the
 * ordinary, and then nothing has happened. What fails goes on to Koa, where `rethrow` comes before whatever answers or
 * counts: the words for an error are in one place.
 */
export function answerDirectly(parts: Parts) {
  const { doors, contextOf, bearer, quota, history, habits, packing, config } = parts;
  const usual = usualHeaders(config);
  const failures = new WeakMap<IncomingMessage, { readonly error: unknown }>();

  /** Returns how many bytes its body has. */
  function send(
    response: ServerResponse,
    { id, standing }: Taken,
    { status, headers }: Reply,
    { encoding, body }: Packed,
  ): number {
    const bytes = bytesIn(body);
    const written = ["X-Request-Id", id];
    for (const [name, value] of usual) if (!(name in headers)) written.push(name, value);
    if (!("Vary" in headers))
      written.push("Vary", encoding || isLong(body) ? `${corsVary}, Accept-Encoding` : corsVary);
    written.push("RateLimit-Policy", policyOf(standing), "RateLimit", whatIsLeft(standing));
    for (const name in headers) written.push(name, headers[name]!);
    if (encoding) written.push("Content-Encoding", encoding);
    if (body !== null) written.push("Content-Length", String(bytes));
    response.writeHead(status, written);
    // As text, whose characters are the bytes, it goes out in one piece with the headers; a buffer would be a second one.
    if (Buffer.isBuffer(body)) response.end(body.toString("latin1"), "latin1");
    else response.end(body);
    return bytes;
  }

  async function run(request: IncomingMessage, response: ServerResponse, taken: Taken, koa: RequestListener) {
    const { door, id, viewer, standing, task } = taken;
    const koasContext = () => contextOf(request, response);
    const call = new RunningCall(viewer, () => koasContext().ip);
    call.standing = standing;
    let sent = 0;
    // As Koa has it until there is an answer.
    response.statusCode = 404;
    response.once("close", () => {
      if (!response.writableFinished) call.end(clientGone());
      const { statusCode: status } = response;
      const bytes = Number(response.getHeader("Content-Length") ?? sent);
      history.add(eventOf(viewer, call.asked, { door, status, bytes, milliseconds: call.milliseconds }));
    });
    try {
      const reply = await task.answer(call);
      const packed = await packing.pack(reply.body, encodingsIn(request), koasContext);
      sent = send(response, taken, reply, packed);
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
    const { headers } = request;
    const door = doorAt(request);
    // Whether pages of another origin may read it takes a look into the database.
    if (!door || headers.origin !== undefined) return false;
    const began = performance.now();
    const token = tokenIn(headers.authorization ?? "");
    const viewer = token && bearer.atHand(token, door);
    const task = viewer && doors[door](request, viewer);
    const standing = task && quota.takeReserved(viewer);
    if (!standing) return false;
    const id = requestIdFrom(headers["x-request-id"] as string | undefined);
    const taken = { door, id, viewer, standing, task };
    const { kept } = task;
    const packed = kept && packing.atHand(kept.reply.body, encodingsIn(request));
    if (packed) {
      const { reply, asked } = kept;
      const bytes = send(response, taken, reply, packed);
      const milliseconds = performance.now() - began;
      history.add(eventOf(viewer, asked, { door, status: reply.status, bytes, milliseconds }));
      noteUses(habits, viewer, asked);
    } else asRequest(id, () => run(request, response, taken, koa));
    return true;
  }

  const rethrow: Middleware = (ctx, next) => {
    const failure = failures.get(ctx.req);
    if (failure) throw failure.error;
    return next();
  };
  return { isAnswered, rethrow };
}

function doorAt({ method, url }: IncomingMessage): Door | null {
  if (method === "GET" && url!.startsWith("/api/")) return "api";
  return method === "POST" && url === "/graphql" ? "graphql" : null;
}

const encodingsIn = ({ headers }: IncomingMessage) => headers["accept-encoding"] as string | undefined;
