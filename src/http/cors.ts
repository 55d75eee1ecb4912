import type { Middleware } from "koa";
import type { IsWebOrigin } from "../oauth/webOrigins.js";
import { doorOf } from "./door.js";

/** Open to every page, and each says so itself; only the question before is answered here. */
const open = /^\/(?:\.well-known\/|oauth\/(?:jwks|register)$|openapi\.(?:json|yaml)$)/;

const methods = "GET, HEAD, POST";
const sent = "Authorization, Content-Type, Apollo-Require-Preflight, If-None-Match, X-Request-Id";
const shown = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id";
/** What the answers of the doors depend on because of all this. */
export const corsVary = "Origin";
/** The longest that browsers keep it (Chromium: two hours). */
const keepSeconds = 7200;

/** Lets web pages of registered public clients call us, with their token: cookies stay out of it. */
export function cors(isWebOrigin: IsWebOrigin): Middleware {
  return async (ctx, next) => {
    const isPreflight = ctx.method === "OPTIONS" && ctx.get("Access-Control-Request-Method") !== "";
    const isOpen = isPreflight && open.test(ctx.path);
    // Scripts of other origins may call the doors for programs; pages and the authorization request never.
    if (!doorOf(ctx.path) && !isOpen) return next();
    const { origin } = ctx.req.headers;
    ctx.res.setHeader("Vary", corsVary);
    if (isOpen) ctx.set("Access-Control-Allow-Origin", "*");
    else if (origin && (await isWebOrigin(origin))) ctx.set("Access-Control-Allow-Origin", origin);
    if (!isPreflight) {
      if (origin) ctx.set("Access-Control-Expose-Headers", shown);
      return next();
    }
    ctx.set({
      "Access-Control-Allow-Methods": methods,
      "Access-Control-Allow-Headers": sent,
      "Access-Control-Max-Age": String(keepSeconds),
    });
    ctx.status = 204;
  };
}
