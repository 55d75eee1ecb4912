import { promisify } from "node:util";
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from "node:zlib";
import type { Context, Middleware } from "koa";
import { LRUCache } from "lru-cache";
import { doorOf } from "./door.js";

/** Less fits into one packet, packed or not. */
export const leastBytes = 1024;
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
export type Liked = Encoding | "identity";

const isText = /^text\/|json|yaml|xml|javascript/;

/** A body as it goes out; as it is where `encoding` is null. */
export interface Packed {
  readonly encoding: Encoding | null;
  readonly body: Buffer;
}

/** Remembers how bodies were packed that are kept as buffers, and what clients like. */
export class Packing {
  private readonly packed = new WeakMap<Buffer, Partial<Record<Encoding, Promise<Buffer> | Buffer>>>();
  /** By `Accept-Encoding`, of which clients send few. */
  private readonly liked = new LRUCache<string, Liked>({ max: 100 });

  /** What whoever says the same likes; undefined where it was not weighed yet. */
  likedBy(accepted: string | undefined): Liked | undefined {
    return accepted ? this.liked.get(accepted) : "identity";
  }

  encodingFor(ctx: Context): Liked {
    const liked = ctx.acceptsEncodings("br", "gzip", "identity");
    const encoding = liked === "br" || liked === "gzip" ? liked : "identity";
    this.liked.set(ctx.get("Accept-Encoding"), encoding);
    return encoding;
  }

  pack(body: Buffer, encoding: Encoding): Promise<Buffer> | Buffer {
    const packed = this.packed.get(body) ?? {};
    this.packed.set(body, packed);
    packed[encoding] ??= encodings[encoding][body.length > mostAtOnce ? "later" : "now"](body);
    return packed[encoding];
  }

  /** What a body of text was packed to before for whoever says the same; null where that is not at hand. */
  atHand(body: Buffer, accepted: string | undefined): Packed | null {
    if (body.length < leastBytes) return { encoding: null, body };
    const encoding = this.likedBy(accepted);
    if (encoding === "identity") return { encoding: null, body };
    const packed = encoding && this.packed.get(body)?.[encoding];
    return packed instanceof Buffer ? { encoding: encoding!, body: packed } : null;
  }
}

/** Packs answers of more than 1 kB for whoever can unpack them; bodies that are kept as buffers are packed once. */
export function compress(packing: Packing): Middleware {
  return async (ctx, next) => {
    await next();
    const { body } = ctx;
    if (typeof body !== "string" && !Buffer.isBuffer(body)) return;
    if (ctx.response.length! < leastBytes || !isText.test(ctx.response.get("Content-Type"))) return;
    if (ctx.res.hasHeader("Content-Encoding") || mayHoldSecret(ctx)) return;
    if (!String(ctx.res.getHeader("Vary")).includes("Accept-Encoding"))
      ctx.res.appendHeader("Vary", "Accept-Encoding");
    if (!ctx.get("Accept-Encoding")) return;
    const encoding = packing.encodingFor(ctx);
    if (encoding === "identity") return;
    ctx.body = await packing.pack(typeof body === "string" ? Buffer.from(body) : body, encoding);
    ctx.set("Content-Encoding", encoding);
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
