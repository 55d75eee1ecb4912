import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { Middleware } from "koa";

/** Short, and safe wherever it is shown again: in a header, a log, a page. */
const acceptable = /^[\w.:=+/@-]{1,100}$/;

const current = new AsyncLocalStorage<string>();

/** Outermost: `X-Request-Id` as the client or a proxy gave it, or a new one where there is none that can be taken. */
export function requestId(): Middleware {
  return (ctx, next) => {
    const given = ctx.get("X-Request-Id");
    const id = acceptable.test(given) ? given : randomUUID();
    ctx.set("X-Request-Id", id);
    return current.run(id, next);
  };
}

/** A mixin of the log: each line that is written for a request says for which. */
export function namesRequest(): { requestId?: string } {
  const id = current.getStore();
  return id === undefined ? {} : { requestId: id };
}
