import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Context } from "koa";
import { AppError } from "../errors.js";

const unpackers = new Map<string, () => Transform>([
  ["gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);

/** Takes away a byte order mark, too, with which some programs begin their UTF-8. */
const utf8 = new TextDecoder();

/**
 * Reads the JSON body of a request into `ctx.request.body`; a larger one, or another type, is refused. By hand, for the
 * libraries for it take as long as the rest of the way to a resolver.
 */
export function readJson(mostKb: number): (ctx: Context) => Promise<void> {
  const mostBytes = mostKb * 1024;
  return async (ctx) => {
    if (!ctx.is("json")) throw unsupported("Send the body as application/json.");
    const isLarger = Number(ctx.req.headers["content-length"]) > mostBytes;
    const text = isLarger ? null : await read(ctx.req, mostBytes);
    if (text === null) throw new AppError("PAYLOAD_TOO_LARGE", `The body is larger than ${mostKb} kB.`, 413);
    ctx.request.body = parse(text);
  };
}

/** Null where there is too much of it, also where that is seen only unpacked. */
function read(req: IncomingMessage, mostBytes: number): Promise<string | null> {
  const body = unpacked(req) ?? req;
  return new Promise((done, fail) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= mostBytes) return;
      body.pause();
      done(null);
    });
    body.once("end", () => done(utf8.decode(Buffer.concat(chunks))));
    body.once("error", (cause) => fail(body === req ? cause : notJson(cause)));
  });
}

function unpacked(req: IncomingMessage): Transform | null {
  const encoding = req.headers["content-encoding"] ?? "identity";
  if (encoding === "identity") return null;
  const body = unpackers.get(encoding)?.();
  if (!body)
    throw unsupported(`Send the body as it is, or packed as one of ${[...unpackers.keys()].join(", ")}.`);
  req.once("error", (error) => body.destroy(error));
  return req.pipe(body);
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
