import type { Middleware } from "koa";
import type { Door } from "../oauth/resources.js";

const pattern = /^\/(api|graphql)(?=\/|$)/i;

/** Which of the doors for programs a path is at, in any letter case; null at pages and at the OAuth engine. */
export const doorOf = (path: string): Door | null =>
  (pattern.exec(path)?.[1]?.toLowerCase() ?? null) as Door | null;

/** Passes by what cannot answer there: to look through all its routes takes longer than an answer that is at hand. */
export const unlessDoor =
  (middleware: Middleware): Middleware =>
  (ctx, next) =>
    doorOf(ctx.path) ? next() : middleware(ctx, next);
