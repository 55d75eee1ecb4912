import { Readable } from "node:stream";
import type { Context, Next } from "koa";
import { refuse } from "./refusal.js";

/** As much as the engine reads of a form. */
const limitBytes = 56 * 1024;

/**
 * The engine takes forms only, as RFC 6749 says; some clients send JSON, which is made one here. What was sent is
 * in `ctx.state.form` for those who look at it before the engine.
 */
export async function jsonToForm(ctx: Context, next: Next): Promise<void> {
  const type = ctx.is("json", "urlencoded");
  if (!type) return next();
  const text = await read(ctx);
  if (text === undefined)
    return refuse(ctx, "invalid_request", `the body is longer than ${limitBytes} bytes`);
  const fields = type === "json" ? flat(text) : new URLSearchParams(text);
  if (!fields)
    return refuse(ctx, "invalid_request", "the body must be one flat JSON object whose values are strings");
  ctx.state.form = fields;
  const form = Buffer.from(type === "json" ? fields.toString() : text);
  ctx.req.headers["content-type"] = "application/x-www-form-urlencoded";
  ctx.req.headers["content-length"] = String(form.length);
  // The engine warns of bodies that were read before it, so it gets a stream of its own to read.
  Object.defineProperties(ctx.req, {
    readable: { value: true },
    iterator: { value: () => Readable.from([form]) },
  });
  return next();
}

/** Undefined where there is too much of it. */
async function read(ctx: Context): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
  }
  return bytes > limitBytes ? undefined : Buffer.concat(chunks).toString("utf8");
}

/** A null is a field that was left out; anything else but text is refused. */
function flat(text: string): URLSearchParams | null {
  const body = parse(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const fields = Object.entries(body).filter(([, value]) => value !== null);
  return fields.every(([, value]) => typeof value === "string") ? new URLSearchParams(fields) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
