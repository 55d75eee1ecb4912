import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { type Asked, bothWays } from "../support/bothWays.js";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { Reader } from "../support/reader.js";

const app = await startPages({ settings: { REST_ANSWER_BYTES: "2000" } });
const { orm } = app;
for (let kind = 1; kind <= 8; kind++) await makeFood(orm, { name: `Tofu, kind ${kind}` });
const cheese = await makeFood(orm, { name: "Käse – 中" });
await app.heard();

let people = 0;
/** Each test has somebody of its own, for whom the requests that are reserved at once last to its end. */
const somebody = async (scopes = ["foods:read", "profile:read"]) =>
  bothWays(app, await Reader.make(app, `reader${people++}`, scopes));

const headerIn = (name: string, { headers }: { headers: string[] }) =>
  headers.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
const encodings = ["identity", "br", "gzip;q=1, br;q=0.5", "*"];
const paths = [
  "/api/foods/search?query=tofu&limit=1",
  "/api/foods/search?query=tofu&limit=10",
  "/api/foods/search?query=nothing+has+this+name",
  `/api/foods/food_${cheese}`,
  "/api/nutrients?group=VITAMINS",
  "/api/me?fields=id,name",
];

test.each(paths)(
  "%s is answered directly as in the usual way, made or from memory, however packed",
  async (path) => {
    const { direct, viaKoa } = await somebody();
    for (const encoding of encodings) {
      const asked = { path, headers: { "accept-encoding": encoding } };
      const usual = await viaKoa(asked);
      expect([usual.wasSeenByKoa, usual.answer.status, usual.told.length]).toEqual([true, 200, 1]);
      // The first has to pack it, the second need not.
      for (let time = 1; time <= 2; time++)
        expect(await direct(asked)).toEqual({ ...usual, wasSeenByKoa: false });
    }
  },
);

test("an answer that nobody has had before is made directly, and kept for both ways", async () => {
  const { direct, viaKoa } = await somebody();
  for (const [at, encoding] of encodings.entries()) {
    const path = `/api/foods/search?query=tofu&limit=${at + 5}`;
    const asked = { path, headers: { "accept-encoding": encoding } };
    const made = await direct(asked);
    expect([made.wasSeenByKoa, made.answer.status, made.told[0]!.results]).toEqual([false, 200, at + 5]);
    expect(await viaKoa(asked)).toEqual({ ...made, wasSeenByKoa: true });
  }
});

test("an answer that goes on or was cut says so", async () => {
  const { direct } = await somebody();
  for (const path of paths.slice(0, 2)) {
    const { answer } = await direct({ path });
    const { next, truncated } = JSON.parse(Buffer.from(answer.body, "base64").toString());
    expect(truncated).toBe(path === paths[1]);
    expect(headerIn("Link", answer)).toContain(`cursor=${encodeURIComponent(next)}`);
  }
});

test("who has the answer already is told so directly, and the history as well", async () => {
  const { direct, viaKoa } = await somebody();
  for (const path of paths.slice(0, -1)) {
    const etag = headerIn("ETag", (await direct({ path })).answer)!;
    // Of another address with the same answer it is not known yet what it answers.
    for (const address of [path, `${path}${path.includes("?") ? "&" : "?"}`]) {
      const asked = { path: address, headers: { "if-none-match": etag } };
      const fast = await direct(asked);
      expect([fast.wasSeenByKoa, fast.answer.status, fast.answer.body]).toEqual([false, 304, ""]);
      expect(await viaKoa(asked)).toEqual({ ...fast, wasSeenByKoa: true });
    }
  }
});

test.each<[status: number, asked: Asked]>([
  [400, { path: "/api/foods/search" }],
  [400, { path: "/api/foods/search?query=tofu&limit=0" }],
  [400, { path: "/api/foods/search?query=tofu&cursor=none" }],
  [400, { path: "/api/foods/search?query=%zz" }],
  [400, { path: "/api/foods/%zz" }],
  [404, { path: "/api/foods/food_999999999" }],
  [404, { path: "/api/foods/barcode/4006381333931" }],
])("%i is in the same words, and counts as much: %j", async (status, asked) => {
  const { direct, viaKoa } = await somebody();
  const fast = await direct(asked);
  expect([fast.answer.status, fast.told.length]).toEqual([status, 1]);
  expect(headerIn("RateLimit", fast.answer)).toBeDefined();
  expect(await viaKoa(asked)).toEqual({ ...fast, wasSeenByKoa: true });
});

test.each<[status: number, asked: Asked]>([
  [200, { path: paths[0]!, method: "HEAD" }],
  [405, { path: paths[0]!, method: "POST" }],
  [
    200,
    {
      path: "/api/foods/match",
      method: "POST",
      headers: { "content-type": "application/json" },
      body: `{"texts":["tofu"]}`,
    },
  ],
  [404, { path: "/api/foods/search/" }],
  [404, { path: "/api/nothing" }],
  // Koa takes what is behind # for no part of it.
  [200, { path: `${paths[0]}#&limit=0` }],
])("%i: what is the least out of the ordinary goes the usual way: %j", async (status, asked) => {
  const { direct, viaKoa } = await somebody();
  const usual = await viaKoa(asked);
  expect([usual.wasSeenByKoa, usual.answer.status]).toEqual([true, status]);
  expect(await direct(asked)).toEqual(usual);
});

test("nothing goes out directly to a token that lacks the scope, or is none", async () => {
  const [path] = paths as [string];
  const { ask, direct } = await somebody(["profile:read"]);
  const refused = await direct({ path });
  expect([refused.wasSeenByKoa, refused.answer.status, refused.told.length]).toEqual([true, 403, 1]);
  for (const authorization of ["Basic abc", `Bearer ${"x".repeat(5000)}`, `Bearer ${"x".repeat(43)}`]) {
    const { wasSeenByKoa, status } = await ask({ path, headers: { authorization } });
    expect([wasSeenByKoa, status]).toEqual([true, 401]);
  }
});

test("a revoked token is taken no more, neither for what is kept nor for what is not", async () => {
  const { ask, direct } = await somebody();
  expect((await direct({ path: paths[0]! })).wasSeenByKoa).toBe(false);
  await orm.em
    .fork()
    .execute(
      "update oauth_clients set revoked_at = now() where id = (select client_id from oauth_artifacts order by expires_at desc limit 1)",
    );
  await setTimeout(1100);
  for (const path of [paths[0]!, "/api/foods/search?query=tofu&limit=3"]) {
    const { wasSeenByKoa, status } = await ask({ path });
    expect([wasSeenByKoa, status]).toEqual([true, 401]);
  }
});

test("each answer counts once, made or from memory, and none goes out when nothing is left", async () => {
  const dora = await Reader.make(app, "dora");
  const answers = [paths[0]!, paths.at(-1)!];
  const left = async (path: string) =>
    Number(/r=(\d+)/.exec((await dora.get(path)).headers.get("ratelimit")!)![1]);
  const first = await left(paths[0]!);
  for (const [at, path] of [...answers, ...answers].entries()) expect(await left(path)).toBe(first - 1 - at);
  // Another instance has given out all that there is.
  await orm.em.fork().execute("update request_quotas set reserved = 100000");
  let status = 200;
  for (let tries = 0; tries < 1100 && status === 200; tries++) ({ status } = await dora.get(paths[0]!));
  for (const path of answers) expect((await dora.get(path)).status).toBe(429);
});
