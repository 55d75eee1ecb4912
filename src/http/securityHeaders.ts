import type { Middleware } from "koa";
import type { Config } from "../config.js";

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/**
 * Browsers hold `form-action` against every redirect that follows a form. These forms end at a client's callback,
 * which may redirect once more to a host we cannot know, so they go without.
 */
const leadsToClient = /^\/(sign-in|consent)\/./;

/** Names and values of the strictest answer. */
export function usualHeaders(config: Pick<Config, "publicUrl">): [name: string, value: string][] {
  const headers: Record<string, string> = {
    // For browsers older than frame-ancestors.
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
  };
  if (config.publicUrl.startsWith("https:")) headers["Strict-Transport-Security"] = "max-age=31536000";
  headers["Content-Security-Policy"] = [...policy, "form-action 'self'"].join("; ");
  return Object.entries(headers);
}

/** The strictest answer by default; a door that needs less says so where it does. */
export function securityHeaders(config: Pick<Config, "publicUrl">): Middleware {
  const usual = usualHeaders(config);
  return (ctx, next) => {
    for (const [name, value] of usual) ctx.res.setHeader(name, value);
    if (leadsToClient.test(ctx.path)) ctx.set("Content-Security-Policy", policy.join("; "));
    return next();
  };
}
