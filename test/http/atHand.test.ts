import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { Reader } from "../support/reader.js";
import { countSeen } from "../support/seenByKoa.js";

const app = await startPages();
const { orm, koa, history } = app;
const tofu = await makeFood(orm, { name: "Tofu, firm" });
await makeFood(orm, { name: "Tofu, silken" });
const ann = await Reader.make(app, "ann");
await app.heard();

const seenByKoa = countSeen(koa);

/** What cannot be the same for two requests is left out, and so is what only pages of other origins get. */
async function ask(path: string, headers: Record<string, string>) {
  const before = seenByKoa();
  const answer = await ann.get(path, { "x-request-id": "mine", ...headers });
  const told = Object.fromEntries(answer.headers);
  delete told.date;
  delete told["access-control-expose-headers"];
  told.ratelimit = told.ratelimit!.replace(/r=\d+;t=\d+/, "");
  return { wasSeenByKoa: seenByKoa() > before, answer: { status: answer.status, told, text: answer.text } };
}

const paths = [
  "/api/foods/search?query=tofu",
  "/api/foods/search?query=tofu&limit=1",
  `/api/foods/food_${tofu}`,
  "/api/nutrients?group=VITAMINS",
];
const ways: Record<string, string>[] = ["identity", "br", "gzip;q=1, br;q=0.5", "*"].map((accepted) => ({
  "accept-encoding": accepted,
}));

test.each(paths)("%s is answered from memory with the same bytes as in the usual way", async (path) => {
  const { etag } = await ann.get(path);
  for (const headers of [...ways, { "if-none-match": etag! }]) {
    await ask(path, headers);
    let atHand = await ask(path, headers);
    // The token is read anew each second, and the request that waits for it goes the usual way.
    if (atHand.wasSeenByKoa) atHand = await ask(path, headers);
    const usual = await ask(path, { ...headers, origin: "https://elsewhere.test" });
    expect([atHand.wasSeenByKoa, usual.wasSeenByKoa]).toEqual([false, true]);
    expect(atHand.answer).toEqual(usual.answer);
  }
});

test("what is the least out of the ordinary goes the usual way", async () => {
  const path = "/api/nutrients?group=VITAMINS";
  for (const [method, headers, status] of [
    ["HEAD", {}, 200],
    ["POST", {}, 405],
    ["GET", { authorization: "Basic abc" }, 401],
    ["GET", { authorization: `Bearer ${"x".repeat(5000)}` }, 401],
    ["GET", { "accept-encoding": "deflate, gzip;q=0.9" }, 200],
  ] as [string, Record<string, string>, number][]) {
    const before = seenByKoa();
    const answer = await fetch(app.origin + path, { method, headers: { ...ann.headers, ...headers } });
    expect([method, answer.status, seenByKoa() - before]).toEqual([method, status, 1]);
  }
});

test("each answer from memory counts, and none goes out when nothing is left", async () => {
  const [path] = paths as [string];
  const left = async () => Number(/r=(\d+)/.exec((await ann.get(path)).headers.get("ratelimit")!)![1]);
  const first = await left();
  expect([await left(), await left()]).toEqual([first - 1, first - 2]);
  await history.finish();
  const events = () => orm.em.fork().execute("select 1 from usage_events where user_id = ?", [ann.userId]);
  const { length } = await events();
  await ann.get(path);
  await setTimeout(50);
  await history.finish();
  expect((await events()).length).toBe(length + 1);
  // Another instance has given out all that there is.
  await orm.em.fork().execute("update request_quotas set reserved = 100000");
  let status = 200;
  for (let tries = 0; tries < 1100 && status === 200; tries++) ({ status } = await ann.get(path));
  expect(status).toBe(429);
  expect((await ann.get(path)).status).toBe(429);
});
