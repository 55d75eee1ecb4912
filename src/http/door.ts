import type { Middleware } from "koa";
import compose from "koa-compose";
import type { Door } from "../oauth/resources.js";

const pattern = /^\/(api|graphql)(?=\/|$)/i;

/** Which of the doors for programs a path is at, in any letter case; null at pages and at the OAuth engine. */
export const doorOf = (path: string): Door | null =>
  (pattern.exec(path)?.[1]?.toLowerCase() ?? null) as Door | null;

/** Passes by what never answers there, for each look at a path takes its time. */
export function unlessDoor(middleware: Middleware[]): Middleware {
  const all = compose(middleware);
  return (ctx, next) => (doorOf(ctx.path) ? next() : all(ctx, next));
}
