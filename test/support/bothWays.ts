import { type RequestOptions, request } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { startPages } from "./pagesApp.js";
import type { Reader } from "./reader.js";
import { countSeen } from "./seenByKoa.js";

export interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Koa answers these, for only it knows which origins may read an answer. */
const elsewhere = { origin: "https://elsewhere.test" };

/** Asks as a program does, directly and by way of Koa, and tells what came over the wire and what the history says of it. */
export function bothWays(
  { origin, koa, orm, history }: Awaited<ReturnType<typeof startPages>>,
  { headers: token, userId }: Reader,
) {
  const seenByKoa = countSeen(koa);

  const events = () =>
    orm.em
      .fork()
      .execute<Record<string, unknown>[]>(
        "select door, operation, query, results, status, bytes, client_id from usage_events where user_id = ? order by at, ctid",
        [userId],
      );

  async function ask({ path, method = "GET", headers = {}, body }: Asked) {
    const before = seenByKoa();
    const answer = await send(
      origin,
      { path, method, headers: { "x-request-id": "mine", ...token, ...headers } },
      body,
    );
    return { wasSeenByKoa: seenByKoa() > before, ...answer };
  }

  /** What is written to the history later than the answer goes out. */
  async function told(before: number) {
    for (;;) {
      await history.finish();
      const rows = await events();
      if (rows.length > before) return rows.slice(before);
      await setTimeout(10);
    }
  }

  async function askAfter(earlier: readonly Asked[], asked: Asked) {
    await history.finish();
    const before = (await events()).length + earlier.length;
    for (const one of earlier) await ask(one);
    const { wasSeenByKoa, ...answer } = await ask(asked);
    return { wasSeenByKoa, answer, told: await told(before) };
  }

  const viaKoa = (asked: Asked) => askAfter([], { ...asked, headers: { ...asked.headers, ...elsewhere } });
  /** Koa reads the token and reserves requests first, for a direct answer waits for neither. */
  const direct = (asked: Asked) => askAfter([{ path: "/api/nutrients", headers: elsewhere }], asked);
  return { ask, direct, viaKoa };
}

/** Of the answer all that can be the same twice, each header as it was written. */
function send(origin: string, options: RequestOptions, body?: string | Buffer) {
  return new Promise<{ status: number; headers: string[]; body: string }>((done, fail) => {
    const asking = request(origin, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => {
        const { statusCode: status, rawHeaders } = answer;
        done({
          status: status!,
          headers: linesOf(rawHeaders),
          body: Buffer.concat(chunks).toString("base64"),
        });
      });
    });
    asking.on("error", fail).end(body);
  });
}

/** Without what only pages of other origins get. */
function linesOf(raw: string[]): string[] {
  const lines = raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1]}`] : []));
  return lines
    .filter((line) => !/^(Date|Access-Control-Expose-Headers):/.test(line))
    .map((line) => line.replace(/r=\d+;t=\d+/, "r=…;t=…"))
    .sort();
}
