import { beforeEach, expect, test } from "@jest/globals";
import { PortionOrigin } from "../../src/foods/amounts/Portion.js";
import { Nutrients } from "../../src/foods/Nutrients.js";
import { openDoors, reader } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { asking, graphql, orm, origin } = await openDoors();

await makeFood(orm, {
  name: "Zwieback",
  category: "Twice baked and dried. ".repeat(15),
  nutrition: Object.assign(new Nutrients(), { energyKcal: 400, proteinG: 10, sugarsG: 5 }),
  portions: [{ name: "1 slice", amount: 1, unit: "slice", grams: 10, origin: PortionOrigin.SOURCE }],
});
await makeFood(orm, {
  name: "Quarkspeise",
  nutrition: Object.assign(new Nutrients(), { energyKcal: 100, proteinG: 8 }),
});

beforeEach(() => {
  asking.viewer = reader;
});

async function post(body: unknown, type = "application/json") {
  const response = await fetch(`${origin}/api/foods/match`, {
    method: "POST",
    headers: { "content-type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

test("each text gets its food, its amount and the figures for it", async () => {
  const { status, body } = await post({
    texts: ["2 slices of zwieback", "50 g quarkspeise"],
    fields: "name,match,amount,unit,isAssumed,nutrition.energyKcal,nutrition.sugarsG,nutrition.grams,problem",
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    matches: [
      {
        text: "2 slices of zwieback",
        name: "Zwieback",
        match: "EXACT",
        amount: 2,
        unit: "slice",
        isAssumed: false,
        nutrition: { energyKcal: 80, sugarsG: 1, grams: 20 },
        problem: null,
      },
      {
        text: "50 g quarkspeise",
        amount: 50,
        unit: "g",
        nutrition: { energyKcal: 50, sugarsG: null, grams: 50 },
      },
    ],
    next: null,
    truncated: false,
  });
});

test("unknown never counts as zero: the total says what it does not know, and what is known at least", async () => {
  const { body } = await post({ texts: ["2 slices of zwieback", "50 g quarkspeise"] });
  expect(body.total).toMatchObject({ energyKcal: 130, proteinG: 6, sugarsG: null, ironMg: null });
  expect(body.atLeast).toMatchObject({ energyKcal: 130, proteinG: 6, sugarsG: 1, ironMg: null });
  expect(body.unknown).toContain("sugarsG");
  expect(body.unknown).not.toContain("energyKcal");
  expect(body.withoutFigures).toEqual([]);
});

test("a text without a food, or an amount that nobody can weigh, leaves the total unknown", async () => {
  const texts = ["2 slices of zwieback", "xyzzy", "3 bowls of quarkspeise"];
  const { body } = await post({ texts });
  expect(body.matches[1]).toEqual({
    text: "xyzzy",
    match: null,
    nearTie: false,
    amount: null,
    unit: null,
    isAssumed: false,
    nutrition: null,
    problem: "No food fits these words.",
  });
  expect(body.matches[2]).toMatchObject({
    name: "Quarkspeise",
    amount: 3,
    nutrition: null,
    problem: expect.stringMatching(/Nobody states what "bowls?" of this food weighs/),
  });
  expect(body.total.energyKcal).toBeNull();
  expect(body.atLeast.energyKcal).toBe(80);
  expect(body.withoutFigures).toEqual(texts.slice(1));
});

test("without an amount one usual serving is taken, and said to be assumed", async () => {
  const { body } = await post({ texts: ["zwieback", "some zwieback", "a slice of zwieback"] });
  expect(body.matches.map((one: { isAssumed: boolean }) => one.isAssumed)).toEqual([true, true, false]);
  expect(body.matches[0]).toMatchObject({ amount: 1, unit: "serving", nutrition: { grams: 10 } });
});

test("what people write finds plain foods of the starter catalogue", async () => {
  const { body } = await post({ texts: ["2 eggs", "30 g cheddar"] });
  expect(body.matches[0]).toMatchObject({
    name: expect.stringMatching(/^Egg, whole/),
    amount: 2,
    unit: "piece",
  });
  expect(body.matches[0].nutrition.grams).toBeGreaterThan(80);
  expect(body.matches[1]).toMatchObject({
    name: expect.stringMatching(/cheddar/i),
    nutrition: { grams: 30 },
  });
});

test("twenty texts fit, and where more is asked of each `next` goes on", async () => {
  const texts = Array.from({ length: 20 }, (_, at) => `${at + 1} slices of zwieback`);
  const { body } = await post({ texts });
  expect([body.matches.length, body.truncated]).toEqual([20, false]);
  const fields = "name,url,kind,brand,category,source,match,nearTie,amount,unit,isAssumed,nutrition,problem";
  const { body: first } = await post({ texts, fields });
  expect(first.truncated).toBe(true);
  const { body: second } = await post({ texts, fields, cursor: first.next });
  expect([...first.matches, ...second.matches].map(({ text }: { text: string }) => text)).toEqual(texts);
  expect(second.total).toEqual(first.total);
});

test.each<[body: unknown, status: number, detail: RegExp]>([
  [{}, 400, /^texts is missing/],
  [{ texts: [] }, 400, /texts has 0; it must have 1 to 20/],
  [{ texts: Array(21).fill("egg") }, 400, /texts has 21/],
  [{ texts: "egg" }, 200, /^$/],
  [{ texts: ["egg", 2] }, 400, /texts must be a list of texts/],
  [{ texts: { egg: 2 } }, 400, /texts must be a list/],
  [{ texts: null }, 400, /texts must be a list/],
  [{ texts: [" "] }, 400, /empty/],
  [{ texts: ["e\u0000gg"] }, 400, /control characters/],
  [{ texts: ["e".repeat(101)] }, 400, /101 characters/],
  [{ texts: ["egg"], text: "egg" }, 400, /no parameter "text"\. Did you mean texts\?/],
  [{ texts: ["egg"], fields: ["name"] }, 400, /fields must be a text/],
  [{ texts: ["egg"], fields: "nam" }, 400, /Did you mean name\?/],
  [{ texts: ["egg"], cursor: "x" }, 400, /cursor is none of ours/],
  [["egg"], 400, /must be a JSON object/],
  ["{", 400, /not JSON/],
  [{ texts: ["egg"], fields: "x".repeat(30_000) }, 413, /20 kB/],
])("%j is %i", async (body, status, detail) => {
  const answer = await post(body);
  expect([answer.status, answer.body.detail ?? ""]).toEqual([status, expect.stringMatching(detail)]);
});

test("another type of body, and strangers, are refused", async () => {
  expect((await post("texts=egg", "application/x-www-form-urlencoded")).status).toBe(415);
  asking.viewer = null;
  expect((await post({ texts: ["egg"] })).status).toBe(401);
});

test("GraphQL has the same, and refuses what it is too much of", async () => {
  const ask = (texts: string[]) =>
    graphql(
      "query ($texts: [String!]!) { matchFoods(texts: $texts) { matches { food { name } } total { withoutFigures } } }",
      { texts },
    );
  expect((await ask(["50 g quarkspeise"])).data.matchFoods).toEqual({
    matches: [{ food: { name: "Quarkspeise" } }],
    total: { withoutFigures: [] },
  });
  expect((await ask([])).errors?.[0]?.message).toMatch(/1 to 20/);
  expect((await ask(["x".repeat(101)])).errors?.[0]?.message).toMatch(/101 characters/);
  expect((await ask([" "])).errors?.[0]?.message).toMatch(/empty/);
});
