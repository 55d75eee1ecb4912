import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { Reader } from "../support/reader.js";
import { unnoticed } from "../support/unnoticed.js";

const app = await startPages();
const { orm, history, habits } = app;
const tofu = await makeFood(orm, { name: "Tofu, firm", gtins: ["4006381333931"] });
await makeFood(orm, { name: "Miso soup" });
const ann = await Reader.make(app, "ann");
const bob = await Reader.make(app, "bob");
const fred = await Reader.make(app, "fred");
await app.heard();

const search = "/api/foods/search?query=tofu";
const names = (text: string): string[] => JSON.parse(text).foods.map(({ name }: { name: string }) => name);

const paths = [
  search,
  "/api/foods/suggest?prefix=tof",
  `/api/foods/food_${tofu}`,
  `/api/foods/food_${tofu}?amount=50`,
  "/api/foods/barcode/4006381333931",
  `/api/foods/compare?ids=food_${tofu},food_${tofu + 1}`,
  "/api/nutrients?group=VITAMINS",
];

test.each(paths)("%s: whoever has the answer is told that it still holds, before any work", async (path) => {
  const first = await bob.get(path);
  expect(first.status).toBe(200);
  expect(first.etag).toMatch(/^W\/"[\w-]{43}"$/);
  expect(first.headers.get("cache-control")).toBe("private, no-cache");
  for (const known of [first.etag!, first.etag!.slice(2), `"other", ${first.etag}`]) {
    const again = await bob.get(path, { "if-none-match": known, "x-request-id": "mine" });
    expect([again.status, again.text, again.etag]).toEqual([304, "", first.etag]);
    for (const name of ["cache-control", "vary"])
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(again.headers.get("vary")).toBe("Origin, Authorization, Accept-Encoding");
    expect(again.headers.get("ratelimit")).toMatch(/^"day";r=\d+;t=\d+$/);
    expect(again.headers.get("ratelimit-policy")).toMatch(/^"day";q=/);
    expect(again.headers.get("x-request-id")).toBe("mine");
    expect(again.headers.get("content-type")).toBeNull();
  }
  const other = await bob.get(path, { "if-none-match": 'W/"another"' });
  expect([other.status, other.text]).toEqual([200, first.text]);
});

test("what was answered is answered again from memory, to whomever it is the same for", async () => {
  const first = await fred.get("/api/foods/search?query=miso");
  await unnoticed(orm, "update foods set name = 'Miso, unnoticed' where name like 'Miso%'");
  const again = await ann.get("/api/foods/search?query=miso");
  expect(again.text).toBe(first.text);
  // Another question about the same foods is answered with what was read of them; what was not read is read now.
  const other = await bob.get("/api/foods/search?query=miso&limit=2");
  expect(names(other.text)).toEqual(names(first.text));
  const less = await bob.get("/api/foods/search?query=miso&fields=name");
  expect(names(less.text)).toEqual(["Miso, unnoticed"]);
  expect((await bob.post("/api/foods/match", { texts: ["2 tofu"] })).etag).toBeNull();
});

test("nothing is kept of errors, of accounts, and of answers to POST outside", async () => {
  for (const path of ["/api/foods/search?query=tofu&limit=0", "/api/foods/food_999999999", "/api/me"]) {
    const { etag, headers } = await ann.get(path);
    expect([etag, headers.get("cache-control")]).toEqual([null, "no-store"]);
  }
  // It was found before, and is found no more: its old name is worth nothing.
  const known = await bob.get("/api/foods/barcode/4006381333931");
  await orm.em.fork().execute("update foods set gtins = '{}' where id = ?", [tofu]);
  await app.heard();
  const gone = await bob.get("/api/foods/barcode/4006381333931", { "if-none-match": known.etag! });
  expect(gone.status).toBe(404);
  await orm.em.fork().execute("update foods set gtins = '{4006381333931}' where id = ?", [tofu]);
  await app.heard();
});

const draft = { name: "Tofu of Ann", gtin: "4006381333931" };
const create = `mutation ($input: CreateFoodInput!) { createFood(input: $input) { food { id } errors { message } } }`;

test("a food of one user is in no answer to another, whoever asks first, and in the next one to its owner", async () => {
  const everywhere = async (reader: Reader) => {
    const answers = [
      await reader.get(search),
      await reader.get(`${search}&limit=1`),
      await reader.get("/api/foods/barcode/4006381333931"),
      await reader.post("/api/foods/match", { texts: ["tofu of Ann"] }),
    ];
    return answers.map(({ text }) => text).join("\n");
  };
  const before = await everywhere(bob);
  expect(await everywhere(ann)).toBe(before);
  const bobs = await bob.get(search);

  const { createFood } = await ann.graphql(create, { input: draft });
  const anns = await ann.get(search, { "if-none-match": bobs.etag! });
  expect([anns.status, names(anns.text)[0]]).toEqual([200, "Tofu of Ann"]);
  expect(anns.etag).not.toBe(bobs.etag);
  for (let round = 0; round < 3; round++) {
    expect(await everywhere(ann)).toContain("Tofu of Ann");
    expect(await everywhere(bob)).toBe(before);
    // Not even with the name of the answer in hand.
    const guessed = await bob.get(search, { "if-none-match": anns.etag! });
    expect([guessed.status, guessed.text]).toEqual([200, bobs.text]);
  }
  const { id } = createFood.food;
  expect((await ann.get(`/api/foods/${id}`)).status).toBe(200);
  expect((await bob.get(`/api/foods/${id}`)).status).toBe(404);
  expect((await bob.get(`/api/foods/compare?ids=${id},food_${tofu}`)).text).not.toContain("Tofu of Ann");

  await ann.graphql(
    `mutation { updateFood(input: {id: "${id}", name: "Tofu of Ann, pressed"}) { errors { message } } }`,
  );
  expect(names((await ann.get(search)).text)[0]).toBe("Tofu of Ann, pressed");
  await ann.graphql(`mutation { deleteFood(input: {id: "${id}"}) { errors { message } } }`);
  expect(names((await ann.get(search)).text)).toEqual(names(bobs.text));
  expect((await ann.get(`/api/foods/${id}`)).status).toBe(404);
});

test("what takes another scope is kept apart", async () => {
  const path = `/api/foods/food_${tofu}?fields=nutrients`;
  const analyst = await Reader.make(app, null, ["foods:read", "nutrients:read"]);
  const allowed = await analyst.get(path);
  expect(allowed.status).toBe(200);
  for (const headers of [{}, { "if-none-match": allowed.etag! }] as Record<string, string>[])
    expect((await bob.get(path, headers)).status).toBe(403);
});

test("a token that ended, and one without the scope, get nothing that is at hand", async () => {
  const known = (await fred.get(search)).etag!;
  const carol = await Reader.make(app, "carol");
  expect((await carol.get(search)).etag).toBe(known);
  await orm.em.fork().execute("delete from oauth_artifacts where user_id = ?", [carol.userId]);
  await setTimeout(1100);
  const nameless = await Reader.make(app, "dora", ["profile:read"]);
  for (const headers of [{}, { "if-none-match": known }] as Record<string, string>[]) {
    expect((await carol.get(search, headers)).status).toBe(401);
    expect((await nameless.get(search, headers)).status).toBe(403);
    expect((await fetch(app.origin + search, { headers })).status).toBe(401);
  }
});

test("the history has answers from memory and those that the client had, and a food opened again is noted", async () => {
  const eve = await Reader.make(app, "eve");
  const { etag } = await fred.get(search);
  await fred.get(`/api/foods/food_${tofu}`);
  await eve.get(search);
  await eve.get(search, { "if-none-match": etag! });
  await eve.get(`/api/foods/food_${tofu}`);
  await setTimeout(50);
  await history.finish();
  await habits.finish();
  const events = await orm.em
    .fork()
    .execute(
      "select operation, query, results, status, bytes from usage_events where user_id = ? order by at, ctid",
      [eve.userId],
    );
  expect(events).toEqual([
    { operation: "searchFoods", query: "tofu", results: 1, status: 200, bytes: expect.any(Number) },
    { operation: "searchFoods", query: "tofu", results: 1, status: 304, bytes: 0 },
    { operation: "getFood", query: null, results: null, status: 200, bytes: expect.any(Number) },
  ]);
  const used = await orm.em.fork().execute("select food_id from food_habits where user_id = ?", [eve.userId]);
  expect(used).toEqual([{ food_id: tofu }]);
});
