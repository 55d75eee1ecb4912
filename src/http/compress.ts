import { promisify } from "node:util";
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from "node:zlib";
import type { Context, Middleware } from "koa";
import { LRUCache } from "lru-cache";
import type { Reply } from "../context.js";
import { doorOf } from "./door.js";

/** Less fits into one packet, packed or not. */
const leastBytes = 1024;
/** More is packed beside the other requests, which costs more than the packing of a small answer. */
const mostAtOnce = 32_768;

/** Brotli's highest quality, the default, is for files that are packed once and for all. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 16 } };
const encodings = {
  br: {
    now: (body: Buffer) => brotliCompressSync(body, brotli),
    later: (body: Buffer) => promisify(brotliCompress)(body, brotli),
  },
  gzip: { now: (body: Buffer) => gzipSync(body), later: (body: Buffer) => promisify(gzip)(body) },
};
type Encoding = keyof typeof encodings;

const isText = /^text\/|json|yaml|xml|javascript/;

type Body = Reply["body"];

/** A body as it goes out; as it is where `encoding` is null. */
export interface Packed {
  readonly encoding: Encoding | null;
  readonly body: Body;
}

/** Remembers how bodies were packed that are kept as buffers, and what clients like. */
export class Packing {
  private readonly packed = new WeakMap<Buffer, Partial<Record<Encoding, Promise<Buffer> | Buffer>>>();
  /** By `Accept-Encoding`, of which clients send few. */
  private readonly liked = new LRUCache<string, Encoding | "identity">({ max: 100 });

  /** A body of text as whoever says the same likes it best; null where that was not weighed or packed yet. */
  atHand(body: Body, accepted: string | undefined): Packed | null {
    if (!accepted || !isLong(body)) return { encoding: null, body };
    const encoding = this.liked.get(accepted);
    if (encoding === "identity") return { encoding: null, body };
    const packed = encoding && Buffer.isBuffer(body) && this.packed.get(body)?.[encoding];
    return Buffer.isBuffer(packed) ? { encoding: encoding!, body: packed } : null;
  }

  /** The same, which may take a while. */
  async pack(body: Body, accepted: string | undefined, contextOf: () => Context): Promise<Packed> {
    const atHand = this.atHand(body, accepted);
    if (atHand) return atHand;
    const encoding = this.liked.get(accepted!) ?? this.weigh(accepted!, contextOf());
    if (encoding === "identity") return { encoding: null, body };
    return { encoding, body: await this.packAs(encoding, Buffer.isBuffer(body) ? body : Buffer.from(body!)) };
  }

  private weigh(accepted: string, ctx: Context): Encoding | "identity" {
    const liked = ctx.acceptsEncodings("br", "gzip", "identity");
    const encoding = liked === "br" || liked === "gzip" ? liked : "identity";
    this.liked.set(accepted, encoding);
    return encoding;
  }

  private packAs(encoding: Encoding, body: Buffer): Promise<Buffer> | Buffer {
    const packed = this.packed.get(body) ?? {};
    this.packed.set(body, packed);
    packed[encoding] ??= encodings[encoding][body.length > mostAtOnce ? "later" : "now"](body);
    return packed[encoding];
  }
}

export const bytesIn = (body: Body): number => (body === null ? 0 : Buffer.byteLength(body));
/** Whether it is worth packing. */
export const isLong = (body: Body): boolean => bytesIn(body) >= leastBytes;

/** Packs answers of more than 1 kB for whoever can unpack them; bodies that are kept as buffers are packed once. */
export function compress(packing: Packing): Middleware {
  return async (ctx, next) => {
    await next();
    const { body } = ctx;
    if (typeof body !== "string" && !Buffer.isBuffer(body)) return;
    if (!isLong(body) || !isText.test(ctx.response.get("Content-Type"))) return;
    if (ctx.res.hasHeader("Content-Encoding") || mayHoldSecret(ctx)) return;
    ctx.vary("Accept-Encoding");
    const packed = await packing.pack(body, ctx.get("Accept-Encoding"), () => ctx);
    if (!packed.encoding) return;
    ctx.body = packed.body;
    ctx.set("Content-Encoding", packed.encoding);
  };
}

/**
 * Whoever can make a browser ask for a page, put words into it and see how long it is packed, guesses a secret in it
 * letter by letter (BREACH). So what a cookie had a part in, such as a page with a form's token, goes as it is, and so
 * does what the OAuth engine answers. No page of another origin can make a browser ask the doors for programs.
 */
function mayHoldSecret(ctx: Context): boolean {
  if (doorOf(ctx.path)) return false;
  if (ctx.response.get("Cache-Control")?.startsWith("public")) return false;
  return ctx.get("Cookie") !== "" || ctx.res.hasHeader("Set-Cookie") || ctx.path.startsWith("/oauth/");
}
