import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { bothWays } from "../support/bothWays.js";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { Reader } from "../support/reader.js";

const app = await startPages();
for (const name of ["firm", "silken", "smoked", "fried", "Käse – 中"])
  await makeFood(app.orm, { name: `Tofu, ${name}` });
await app.heard();

let people = 0;
/** Each test has somebody of its own, for whom the requests that are reserved at once last to its end. */
const somebody = async () => bothWays(app, await Reader.make(app, `reader${people++}`));

const posted = (body: string | Buffer, headers: Record<string, string> = {}) => ({
  path: "/graphql",
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body,
});
const search = (first: number) =>
  JSON.stringify({
    query: `query Tofu { foods(query: "tofu", first: ${first}) { edges { node { id name url per sourceLabel nutrition { energyKcal proteinG fatG saturatedFatG sugarsG fiberG sodiumMg } } } } }`,
  });

test.each(["identity", "br", "gzip;q=1, br;q=0.5", "*"])(
  "what is posted is answered directly as in the usual way, packed as %s",
  async (encoding) => {
    const { direct, viaKoa } = await somebody();
    for (const body of [search(1), search(5), search(1000), `{"query":"{ nothing }"}`]) {
      const asked = posted(body, { "accept-encoding": encoding });
      const usual = await viaKoa(asked);
      expect([usual.wasSeenByKoa, usual.answer.status, usual.told.length]).toEqual([true, 200, 1]);
      expect(await direct(asked)).toEqual({ ...usual, wasSeenByKoa: false });
    }
  },
);

test.each([
  ["no JSON", "{", 400],
  ["no object", "1", 400],
  ["too much", JSON.stringify({ query: "x".repeat(200_000) }), 413],
  ["a document that nobody has registered", `{"documentId":"sha256:${"0".repeat(64)}"}`, 404],
])("%s is refused in the same words, and counts as much", async (_what, body, status) => {
  const { direct, viaKoa } = await somebody();
  const fast = await direct(posted(body));
  expect([fast.answer.status, fast.told.length]).toEqual([status, 1]);
  expect(await viaKoa(posted(body))).toEqual({ ...fast, wasSeenByKoa: true });
});

test("a packed body is read", async () => {
  const { direct } = await somebody();
  const { wasSeenByKoa, told } = await direct(posted(gzipSync(search(1)), { "content-encoding": "gzip" }));
  expect([wasSeenByKoa, told]).toMatchObject([false, [{ status: 200, operation: "Tofu" }]]);
});

test("what is the least out of the ordinary goes the usual way", async () => {
  const { ask, direct } = await somebody();
  for (const [headers, status] of [
    [{ "content-type": "application/json; charset=utf-8" }, 200],
    [{ authorization: `Bearer ${"x".repeat(50)}` }, 401],
  ] as [Record<string, string>, number][]) {
    await direct(posted(search(1)));
    const answer = await ask(posted(search(1), headers));
    expect([headers, answer.wasSeenByKoa, answer.status]).toEqual([headers, true, status]);
  }
});
