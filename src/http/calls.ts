import type { Middleware } from "koa";
import type { Call } from "../context.js";
import { AppError } from "../errors.js";

/** Shorter than any client waits (a GPT: 45 s), and far longer than an honest request takes. */
const longestMs = 10_000;

/** Sets `ctx.state.call`: who asks, and the signal that ends the work when time is up or the client has gone. */
export function calls(mostMs = longestMs): Middleware {
  return async (ctx, next) => {
    const ending = new AbortController();
    const late = setTimeout(() => ending.abort(tookTooLong(mostMs)), mostMs);
    ctx.res.once("close", () => {
      if (!ctx.res.writableFinished) ending.abort(clientGone());
    });
    ctx.state.call = { viewer: ctx.state.viewer, signal: ending.signal } satisfies Call;
    try {
      await next();
    } finally {
      clearTimeout(late);
    }
  };
}

const tookTooLong = (ms: number) =>
  new AppError(
    "TIMEOUT",
    `This took longer than ${ms / 1000} seconds and was stopped. Ask for less, or try again later.`,
    503,
  );

/** Nobody will read it. */
const clientGone = () => new AppError("CLIENT_GONE", "The client has closed the connection.", 400);
