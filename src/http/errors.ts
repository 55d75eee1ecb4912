import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Context, Middleware } from "koa";
import type { Logger } from "pino";
import type { Config } from "../config.js";
import { AppError, InsufficientScope, InvalidToken, LimitReached, NotFound } from "../errors.js";
import { AuthorizationRefused } from "../oauth/refusal.js";
import { errorPage } from "../web/pages/errorPage.js";
import { doorOf } from "./door.js";

/** What any error comes down to for the one who asked. */
interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Set where the OAuth engine has named the error itself. */
  readonly oauthCode?: string;
  /** Set where the log knows more than we tell. */
  readonly errorId?: string;
}

/** Outermost: turns whatever was thrown into problem+json, OAuth JSON or a page. */
export function errors(config: Config, log: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      // The client broke off its own upload: nobody is left to answer, and nothing of ours has failed.
      if (error === ctx.req.errored) return;
      const problem = problemOf(error);
      // The path without its query, which may hold a code or a token.
      if (problem.status >= 500) {
        log.error(
          { err: error, errorId: problem.errorId, method: ctx.method, path: ctx.path },
          problem.detail,
        );
      }
      if (ctx.headerSent) ctx.res.destroy();
      else answer(ctx, problem, headersFor(error, ctx, config));
    }
  };
}

/** Innermost: reached where no door knows the path, or none with this method. */
export const notFound: Middleware = (ctx) => {
  // The routers before us have left here which of their rows have this path.
  const rows: readonly { readonly methods: readonly string[] }[] = ctx.matched ?? [];
  const methods = new Set(rows.flatMap((row) => row.methods));
  if (methods.size === 0 || methods.has(ctx.method)) {
    throw new NotFound(`Nothing answers ${ctx.method} ${ctx.path.slice(0, 200)}.`);
  }
  const allowed = [...methods].join(", ");
  ctx.set("Allow", allowed);
  throw new AppError("METHOD_NOT_ALLOWED", `Not with ${ctx.method}; this address takes ${allowed}.`, 405);
};

function problemOf(error: unknown): Problem {
  if (error instanceof AppError) {
    const oauthCode = error instanceof AuthorizationRefused ? error.oauthCode : undefined;
    return { status: error.status, code: error.code, detail: error.message, oauthCode };
  }
  // decodeURIComponent on a malformed %-sequence of the request.
  if (error instanceof URIError) return badRequest("The address has a malformed %-sequence.");
  if (isHttpError(error) && error.status >= 400 && error.status < 500) {
    const detail = error.expose ? sentence(error.message) : "The request's body cannot be read.";
    return { ...badRequest(detail), status: error.status };
  }
  const errorId = randomUUID();
  return {
    status: 500,
    code: "INTERNAL_SERVER_ERROR",
    detail: `Internal error. The operator finds it in the log as ${errorId}.`,
    errorId,
  };
}

/** What Koa, its body parser and the OAuth engine throw; `expose` allows showing the message. */
function isHttpError(error: unknown): error is Error & { status: number; expose?: boolean } {
  return error instanceof Error && "status" in error && typeof error.status === "number";
}

const badRequest = (detail: string): Problem => ({ status: 400, code: "BAD_USER_INPUT", detail });

const sentence = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;

function headersFor(error: unknown, ctx: Context, config: Config): Record<string, string> {
  if (error instanceof LimitReached) return { "Retry-After": String(error.retryAfterSeconds) };
  const door = doorOf(ctx.path);
  if (!door || !(error instanceof AppError) || (error.status !== 401 && error.status !== 403)) return {};
  // RFC 9728, section 5.1: a client that knows nothing of us finds the authorization server from here.
  const challenge = [`resource_metadata="${config.publicUrl}/.well-known/oauth-protected-resource/${door}"`];
  if (error instanceof InvalidToken) challenge.push('error="invalid_token"');
  if (error instanceof InsufficientScope)
    challenge.push('error="insufficient_scope"', `scope="${error.scope}"`);
  return { "WWW-Authenticate": `Bearer ${challenge.join(", ")}` };
}

function answer(ctx: Context, problem: Problem, headers: Record<string, string>): void {
  const { status, code, detail, errorId, oauthCode = oauthCodeOf(status) } = problem;
  const title = STATUS_CODES[status] ?? "Error";
  ctx.status = status;
  ctx.remove("ETag");
  ctx.set({ "Cache-Control": "no-store", ...headers });
  if (isForPeople(ctx)) {
    ctx.type = "html";
    ctx.body = errorPage({ status, title, detail }).text;
  } else if (ctx.path.startsWith("/oauth/")) {
    ctx.type = "json";
    ctx.body = JSON.stringify({ error: oauthCode, error_description: detail });
  } else {
    ctx.type = "application/problem+json";
    // A GraphQL client looks for its own kind of error, wherever the request was refused.
    const requestId = errorId && ctx.response.get("X-Request-Id");
    const isGraphql = doorOf(ctx.path) === "graphql";
    const errors = isGraphql ? [{ message: detail, extensions: { code, errorId, requestId } }] : undefined;
    ctx.body = JSON.stringify({
      type: "about:blank",
      title,
      status,
      detail,
      code,
      errorId,
      requestId,
      errors,
    });
  }
}

/** A browser names text/html; scripts and models, which send at most a bare wildcard, get JSON. */
function isForPeople(ctx: Context): boolean {
  return ctx.get("Accept").includes("text/html") && !doorOf(ctx.path);
}

/** RFC 6749, section 4.1.2.1; the protocol has no word of its own for "too many requests". */
function oauthCodeOf(status: number): string {
  if (status === 429 || status === 503) return "temporarily_unavailable";
  return status >= 500 ? "server_error" : "invalid_request";
}
