import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { Middleware } from "koa";

/** Short, and safe wherever it is shown again: in a header, a log, a page. */
const acceptable = /^[\w.:=+/@-]{1,100}$/;

const current = new AsyncLocalStorage<string>();

/** As the client or a proxy gave it, or a new one where there is none that can be taken. */
export const requestIdFrom = (given = ""): string => (acceptable.test(given) ? given : randomUUID());

/** Outermost: each answer has its `X-Request-Id`. */
export function requestId(): Middleware {
  return (ctx, next) => {
    const id = requestIdFrom(ctx.req.headers["x-request-id"] as string | undefined);
    ctx.res.setHeader("X-Request-Id", id);
    return asRequest(id, next);
  };
}

/** What is logged meanwhile names this request. */
export const asRequest = <T>(id: string, run: () => T): T => current.run(id, run);

/** A mixin of the log: each line that is written for a request says for which. */
export function namesRequest(): { requestId?: string } {
  const id = current.getStore();
  return id === undefined ? {} : { requestId: id };
}
