import type { IncomingMessage, ServerResponse } from "node:http";
import type { Config } from "../config.js";
import type { Asked, Viewer } from "../context.js";
import type { Bearer } from "../oauth/bearer.js";
import type { Habits } from "../usage/habits.js";
import type { History } from "../usage/history.js";
import type { Quota } from "../usage/quota.js";
import { eventOf, noteUses, policyOf, whatIsLeft } from "./calls.js";
import type { Packing } from "./compress.js";
import { corsVary } from "./cors.js";
import { requestIdFrom } from "./requestId.js";
import { usualHeaders } from "./securityHeaders.js";
import { tokenIn } from "./viewer.js";

interface Found {
  /** What is special to this answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly asked: Asked;
  /** Text; null where the client has it already. */
  readonly body: Buffer | null;
}

interface Parts {
  /** What the facade answered before at this address to whoever may have the same. */
  readonly find: (url: string, viewer: Viewer, varies: string, known: string | undefined) => Found | null;
  readonly bearer: Pick<Bearer, "atHand">;
  readonly quota: Pick<Quota, "takeReserved">;
  readonly history: Pick<History, "add">;
  readonly habits: Pick<Habits, "add">;
  readonly packing: Pick<Packing, "atHand">;
  readonly config: Pick<Config, "publicUrl">;
}

/**
 * Answers `GET /api/…` without waiting for anything, before Koa, where all that Koa's middleware would wait for is in
 * memory: who asks, a request of what they may use, the answer and how it is packed. The same is written and counted as
 * there. False where anything at all is missing or out of the ordinary, and then nothing has happened.
 */
export function answerAtHand({ find, bearer, quota, history, habits, packing, config }: Parts) {
  const usual = usualHeaders(config);

  return ({ method, url, headers: sent }: IncomingMessage, response: ServerResponse): boolean => {
    // Whether pages of another origin may read it takes a look into the database.
    if (method !== "GET" || !url!.startsWith("/api/") || sent.origin !== undefined) return false;
    const began = performance.now();
    const token = tokenIn(sent.authorization ?? "");
    const viewer = token && bearer.atHand(token, "api");
    const found = viewer && find(url!, viewer, corsVary, sent["if-none-match"]);
    if (!found) return false;
    const packed = found.body && packing.atHand(found.body, encodingsIn(sent));
    if (found.body && !packed) return false;
    const standing = quota.takeReserved(viewer);
    if (!standing) return false;

    const { headers, asked } = found;
    const written = ["X-Request-Id", requestIdFrom(sent["x-request-id"] as string | undefined)];
    for (const [name, value] of usual) if (!(name in headers)) written.push(name, value);
    written.push("RateLimit-Policy", policyOf(standing), "RateLimit", whatIsLeft(standing));
    for (const name in headers) written.push(name, headers[name]!);
    if (packed) {
      if (packed.encoding) written.push("Content-Encoding", packed.encoding);
      written.push("Content-Length", String(packed.body.length));
    }
    const status = packed ? 200 : 304;
    // As text, whose characters are the bytes, it goes out in one piece with the headers; a buffer would be a second one.
    response.writeHead(status, written).end(packed?.body.toString("latin1"), "latin1");
    const bytes = packed?.body.length ?? 0;
    history.add(
      eventOf(viewer, asked, { door: "api", status, bytes, milliseconds: performance.now() - began }),
    );
    noteUses(habits, viewer, asked);
    return true;
  };
}

const encodingsIn = (sent: IncomingMessage["headers"]) => sent["accept-encoding"] as string | undefined;
