import type { Context, Middleware } from "koa";
import type { Call } from "../context.js";
import { AppError } from "../errors.js";
import type { History } from "../usage/history.js";

/** Shorter than any client waits (a GPT: 45 s), and far longer than an honest request takes. */
const longestMs = 10_000;

interface Parts {
  readonly history: Pick<History, "add">;
  readonly mostMs?: number;
}

/**
 * Sets `ctx.state.call`: who asks, and the signal that ends the work when time is up or the client has gone. When the
 * answer is out, the request goes into its user's history.
 */
export function calls({ history, mostMs = longestMs }: Parts): Middleware {
  return async (ctx, next) => {
    const started = performance.now();
    const ending = new AbortController();
    const late = setTimeout(() => ending.abort(tookTooLong(mostMs)), mostMs);
    const call: Call = {
      viewer: ctx.state.viewer,
      signal: ending.signal,
      asked: { operation: null, query: null, results: null },
    };
    ctx.state.call = call;
    ctx.res.once("close", () => {
      if (!ctx.res.writableFinished) ending.abort(clientGone());
      remember(history, ctx, call, performance.now() - started);
    });
    try {
      await next();
    } finally {
      clearTimeout(late);
    }
  };
}

/** Pages are no requests of an app, and strangers have no history. */
function remember(
  { add }: Pick<History, "add">,
  ctx: Context,
  { viewer, asked }: Call,
  milliseconds: number,
) {
  const door = doorOf(ctx.path);
  if (!door || !viewer) return;
  const { userId, clientId } = viewer;
  const bytes = ctx.method === "HEAD" ? 0 : (ctx.response.length ?? 0);
  add({ ...asked, at: new Date(), userId, clientId, door, status: ctx.status, bytes, milliseconds });
}

const doorOf = (path: string) => /^\/(api|graphql)(?=\/|$)/i.exec(path)?.[1]?.toLowerCase();

const tookTooLong = (ms: number) =>
  new AppError(
    "TIMEOUT",
    `This took longer than ${ms / 1000} seconds and was stopped. Ask for less, or try again later.`,
    503,
  );

/** Nobody will read it. */
const clientGone = () => new AppError("CLIENT_GONE", "The client has closed the connection.", 400);
