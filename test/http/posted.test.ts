import { request } from "node:http";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { Reader } from "../support/reader.js";
import { countSeen } from "../support/seenByKoa.js";

const app = await startPages();
const { orm, koa, history } = app;
for (const name of ["firm", "silken", "smoked", "fried", "dried"])
  await makeFood(orm, { name: `Tofu, ${name}` });
const ann = await Reader.make(app, "ann", ["foods:read", "profile:read", "usage:read"]);
await app.heard();

const seenByKoa = countSeen(koa);

const json = { "content-type": "application/json", "x-request-id": "mine" };
const search = (first: number) =>
  JSON.stringify({
    query: `{ foods(query: "tofu", first: ${first}) { edges { node { id name url per sourceLabel nutrition { energyKcal proteinG fatG saturatedFatG sugarsG fiberG sodiumMg } } } } }`,
  });

async function post(body: BodyInit, headers: Record<string, string> = {}) {
  const before = seenByKoa();
  const answer = await fetch(`${app.origin}/graphql`, {
    method: "POST",
    headers: { ...ann.headers, ...json, ...headers },
    body,
  });
  const text = (await answer.text()).replace(/[\da-f]{8}-[\da-f-]{27}/g, "");
  return { wasSeenByKoa: seenByKoa() > before, status: answer.status, headers: answer.headers, text };
}

/** What cannot be the same for two requests is left out, and so is what only pages of other origins get. */
function comparable({ status, headers, text }: Awaited<ReturnType<typeof post>>) {
  const told = Object.fromEntries(headers);
  delete told.date;
  delete told["access-control-expose-headers"];
  told.ratelimit = told.ratelimit!.replace(/r=\d+;t=\d+/, "");
  return { status, told, text };
}

const elsewhere = { origin: "https://elsewhere.test" };

/** The token is read anew each second, and the request that waits for it goes the usual way. */
async function both(body: BodyInit, headers: Record<string, string> = {}) {
  const usual = await post(body, { ...headers, ...elsewhere });
  let fast = await post(body, headers);
  if (fast.wasSeenByKoa) fast = await post(body, headers);
  return { usual, fast };
}

test.each(["identity", "br", "gzip;q=1, br;q=0.5", "*"])(
  "what is posted is answered the same before Koa, packed as %s",
  async (accepted) => {
    for (const body of [search(1), search(5), search(1000), `{"query":"{ nothing }"}`]) {
      const { usual, fast } = await both(body, { "accept-encoding": accepted });
      expect([fast.wasSeenByKoa, usual.wasSeenByKoa]).toEqual([false, true]);
      expect(comparable(fast)).toEqual(comparable(usual));
    }
  },
);

test.each([
  ["no JSON", "{", 400],
  ["no object", "1", 400],
  ["too much", JSON.stringify({ query: "x".repeat(200_000) }), 413],
  ["a document that nobody has registered", `{"documentId":"sha256:${"0".repeat(64)}"}`, 404],
])("%s is refused in the same words", async (_what, body, status) => {
  await post(search(5));
  const { usual, fast } = await both(body);
  expect(fast.status).toBe(status);
  expect(comparable(fast)).toEqual(comparable(usual));
});

test("a packed body is read", async () => {
  const { fast } = await both(gzipSync(search(1)), { "content-encoding": "gzip" });
  expect([fast.wasSeenByKoa, JSON.parse(fast.text).data.foods.edges.length]).toEqual([false, 1]);
});

test("what is the least out of the ordinary goes the usual way", async () => {
  await both(search(1));
  for (const headers of [
    elsewhere,
    { "content-type": "application/json; charset=utf-8" },
    { authorization: `Bearer ${"x".repeat(50)}` },
  ] as Record<string, string>[])
    expect([headers, (await post(search(1), headers)).wasSeenByKoa]).toEqual([headers, true]);
});

const events = () =>
  orm.em
    .fork()
    .execute<{ status: number; bytes: number; operation: string | null }[]>(
      "select status, bytes, operation from usage_events where user_id = ? order by id",
      [ann.userId],
    );

test("each answer is counted once and kept in the history, refusals as well", async () => {
  const left = ({ headers }: { headers: Headers }) => Number(/r=(\d+)/.exec(headers.get("ratelimit")!)![1]);
  await history.finish();
  const before = (await events()).length;
  const { fast: first, usual } = await both("{");
  const second = await post(`{"query":"query Mine { me { id } }"}`);
  expect([left(usual) - left(second) >= 2, left(first) - left(second)]).toEqual([true, 1]);
  await setTimeout(50);
  await history.finish();
  const kept = (await events()).slice(before);
  expect(kept.slice(-2)).toEqual([
    { status: 400, bytes: Number(first.headers.get("content-length")), operation: null },
    { status: 200, bytes: Number(second.headers.get("content-length")), operation: "Mine" },
  ]);
});

test("a client that goes away ends its work", async () => {
  await both(search(1));
  const pool = await orm.em.getConnection().getNativeClient();
  const holder = await pool.connect();
  await holder.query("begin; lock table usage_events in access exclusive mode");
  const waiting = async () =>
    (
      await orm.em
        .fork()
        .execute(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%e.user_id%'",
        )
    ).length;
  try {
    const asked = request(`${app.origin}/graphql`, { method: "POST", headers: { ...ann.headers, ...json } });
    asked.on("error", () => {}).end(`{"query":"{ me { usage { edges { node { at } } } } }"}`);
    while ((await waiting()) === 0) await setTimeout(20);
    asked.destroy();
    for (let tries = 0; tries < 100 && (await waiting()) > 0; tries++) await setTimeout(20);
    expect(await waiting()).toBe(0);
  } finally {
    await holder.query("rollback");
    holder.release();
  }
});
