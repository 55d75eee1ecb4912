import { Readable } from "node:stream";
import type { Context, Next } from "koa";

/** As much as the engine reads of a form. */
const limitBytes = 56 * 1024;

/** The engine takes forms only, as RFC 6749 says; some clients send JSON, which is made one here. */
export async function jsonToForm(ctx: Context, next: Next): Promise<void> {
  if (!ctx.is("application/json")) return next();
  const fields = flat(await read(ctx));
  if (!fields) {
    ctx.status = 400;
    ctx.set("Cache-Control", "no-store");
    ctx.body = {
      error: "invalid_request",
      error_description: "the body must be one flat JSON object whose values are strings",
    };
    return;
  }
  const form = Buffer.from(new URLSearchParams(fields).toString());
  ctx.req.headers["content-type"] = "application/x-www-form-urlencoded";
  ctx.req.headers["content-length"] = String(form.length);
  // The engine warns of bodies that were read before it, so it gets a stream of its own to read.
  Object.defineProperties(ctx.req, {
    readable: { value: true },
    iterator: { value: () => Readable.from([form]) },
  });
  return next();
}

/** Undefined where there is too much of it, or it is no JSON. */
async function read(ctx: Context): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
  }
  if (bytes > limitBytes) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A null is a field that was left out; anything else but text is refused. */
function flat(body: unknown): Record<string, string> | null {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const fields = Object.entries(body).filter(([, value]) => value !== null);
  return fields.every(([, value]) => typeof value === "string") ? Object.fromEntries(fields) : null;
}
