import type { IncomingMessage } from "node:http";
import { type Duplex, pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import type { Context } from "koa";
import rawBody from "raw-body";
import { AppError } from "../errors.js";

/** Leaves out a byte order mark, as the decoder of raw-body does, in a third of its time. */
const utf8 = new TextDecoder();

/** Reads the JSON body of a request into `ctx.request.body`; a larger one, or another type, is refused. */
export function readJson(mostKb: number): (ctx: Context) => Promise<void> {
  return async (ctx) => {
    if (!saysJson(ctx.req) && !ctx.is("json")) throw unsupported("Send the body as application/json.");
    ctx.request.body = await jsonIn(ctx.req, mostKb);
  };
}

/** Most say just this, which takes no library to understand. */
export const saysJson = ({ headers }: IncomingMessage) => headers["content-type"] === "application/json";

/** The body of a request that says it is JSON. */
export async function jsonIn(request: IncomingMessage, mostKb: number): Promise<object> {
  const body = unpacked(request);
  const length = body === request ? request.headers["content-length"] : null;
  const bytes = await rawBody(body, { length, limit: mostKb * 1024 }).catch((cause) => {
    if (cause.type !== "entity.too.large") throw notJson(cause);
    throw new AppError("PAYLOAD_TOO_LARGE", `The body is larger than ${mostKb} kB.`, 413, { cause });
  });
  return parse(utf8.decode(bytes));
}

function unpacked(req: IncomingMessage): Readable {
  const encoding = req.headers["content-encoding"] ?? "identity";
  // What breaks off or is not packed at all is told by the stream that is returned.
  const through = (unpack: Duplex): Duplex => pipeline(req, unpack, () => {});
  if (encoding === "identity") return req;
  if (encoding === "gzip" || encoding === "deflate") return through(createUnzip());
  if (encoding === "br") return through(createBrotliDecompress());
  throw unsupported("Send the body as it is, or packed as gzip, deflate or br.");
}

function parse(text: string): object {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw notJson(cause);
  }
  if (typeof body !== "object" || body === null) throw notJson();
  return body;
}

const notJson = (cause?: unknown) => new AppError("BAD_REQUEST", "The body is not JSON.", 400, { cause });

const unsupported = (message: string) => new AppError("UNSUPPORTED_MEDIA_TYPE", message, 415);
