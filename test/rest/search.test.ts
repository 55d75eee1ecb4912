import { beforeEach, expect, test } from "@jest/globals";
import { Nutrients } from "../../src/foods/Nutrients.js";
import { openDoors, reader } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { asking, api, get, orm, origin } = await openDoors();

beforeEach(() => {
  asking.viewer = reader;
});

test("a search answers with exactly the contract's JSON", async () => {
  const { status, type, body } = await api(
    "/api/foods/search?query=tofu+raw+firm+prepared+with+calcium+sulfate&limit=1",
  );
  expect(status).toBe(200);
  expect(type).toBe("application/json; charset=utf-8");
  expect(body).toEqual({
    foods: [
      {
        id: expect.stringMatching(/^food_\d+$/),
        name: "Tofu, raw, firm, prepared with calcium sulfate",
        url: "https://larder.test/foods/tofu-raw-firm-prepared-with-calcium-sulfate",
        kind: "GENERIC",
        brand: null,
        per: "100 g",
        nutrition: {
          energyKcal: 144,
          proteinG: 17.27,
          fatG: 8.72,
          saturatedFatG: 1.26,
          carbohydrateG: 2.78,
          sugarsG: null,
          fiberG: 2.3,
          sodiumMg: 14,
        },
        serving: { name: "0.5 cup", grams: 126 },
        source: "USDA SR Legacy 172475",
        match: "EXACT",
      },
    ],
    next: expect.any(String),
    truncated: false,
  });
  expect(Object.keys(body.foods[0])).toEqual(
    "id name url kind brand per nutrition serving source match".split(" "),
  );
});

test("three foods come unless told otherwise, in less than 2 kB", async () => {
  const response = await get("/api/foods/search?query=milk");
  const text = await response.text();
  expect(JSON.parse(text).foods).toHaveLength(3);
  expect(Buffer.byteLength(text)).toBeLessThan(2000);
});

test("`next` goes on behind the last food, to the end, and no food comes twice", async () => {
  const ids: string[] = [];
  let cursor = "";
  for (let pages = 0; pages < 40; pages++) {
    const { body } = await api(`/api/foods/search?query=milk&limit=4${cursor}`);
    ids.push(...body.foods.map((food: { id: string }) => food.id));
    if (body.next === null) break;
    cursor = `&cursor=${body.next}`;
  }
  const { body: all } = await api("/api/foods/search?query=milk&limit=10");
  expect(ids.length).toBeGreaterThan(10);
  expect(ids.slice(0, 10)).toEqual(all.foods.map((food: { id: string }) => food.id));
  expect(new Set(ids).size).toBe(ids.length);
});

test("nothing that fits is an empty list, not a wrong guess", async () => {
  expect(await api("/api/foods/search?query=xyzzy")).toMatchObject({
    status: 200,
    body: { foods: [], next: null, truncated: false },
  });
});

test("the answer says how the words were read, where it was not as they were typed", async () => {
  const { body } = await api("/api/foods/search?query=2+courgettes&fields=name,match,nearTie");
  expect(body).toMatchObject({ readAs: "zucchini", amount: "2" });
  expect(body.foods[0]).toMatchObject({ match: "EXACT", nearTie: expect.any(Boolean) });
  expect((await api("/api/foods/search?query=brocolli&limit=1")).body).toMatchObject({
    foods: [{ match: "FUZZY" }],
    readAs: "broccoli",
  });
  const nothing = await api("/api/foods/search?query=quantum+flux+milk+capacitor");
  expect(nothing.body).toMatchObject({ foods: [], suggestion: "milk" });
  expect(Object.keys((await api("/api/foods/search?query=milk")).body)).toEqual([
    "foods",
    "next",
    "truncated",
  ]);
});

test("only foods of the asked kind come", async () => {
  expect((await api("/api/foods/search?query=milk&kind=BRANDED")).body.foods).toEqual([]);
  expect((await api("/api/foods/search?query=milk&kind=GENERIC")).body.foods).toHaveLength(3);
});

test("`fields` chooses what comes, always with the id", async () => {
  const { body } = await api(
    "/api/foods/search?query=egg+whole+raw&limit=1&fields=nutrition.ironMg,portions.grams,match",
  );
  expect(body.foods).toEqual([
    {
      id: expect.any(String),
      nutrition: { ironMg: 1.75 },
      portions: [{ grams: 50 }, { grams: 56 }, { grams: 63 }, { grams: 243 }],
      match: "EXACT",
    },
  ]);
});

test("a field with fields below it brings them all", async () => {
  const { body } = await api("/api/foods/search?query=egg+whole+raw&limit=1&fields=nutrition");
  expect(Object.keys(body.foods[0].nutrition)).toHaveLength(15);
});

test("label nutrients have at most two decimals, whatever is stored", async () => {
  const nutrition = Object.assign(new Nutrients(), { energyKcal: 100 / 3, proteinG: 2 / 3 });
  await makeFood(orm, { name: "Quark of thirds", nutrition });
  const { body } = await api("/api/foods/search?query=quark+of+thirds&limit=1&fields=nutrition");
  expect(body.foods[0].nutrition).toMatchObject({ energyKcal: 33.33, proteinG: 0.67, fatG: null });
});

test("an answer that would outgrow its size leaves out whole foods, says so, and `next` brings them", async () => {
  const synonyms = Array.from(
    { length: 60 },
    (_, at) => `another long name of the sprawling food, number ${at}`,
  );
  for (let at = 0; at < 6; at++) await makeFood(orm, { name: `Sprawling food ${at}`, synonyms });
  const path = "/api/foods/search?query=sprawling&limit=6&fields=name,synonyms";
  const first = await get(path);
  const text = await first.text();
  const body = JSON.parse(text);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8000);
  expect(body).toMatchObject({ truncated: true, next: expect.any(String) });
  expect(body.foods.length).toBeGreaterThan(0);
  const { body: rest } = await api(`${path}&cursor=${body.next}`);
  const names = [...body.foods, ...rest.foods].map(({ name }: { name: string }) => name);
  expect(names.slice(0, 4)).toEqual([
    "Sprawling food 0",
    "Sprawling food 1",
    "Sprawling food 2",
    "Sprawling food 3",
  ]);
});

test("a food that alone is too large is refused with the way out", async () => {
  const synonyms = Array.from({ length: 300 }, (_, at) => `yet another very long name of it, number ${at}`);
  await makeFood(orm, { name: "Boundless food", synonyms });
  const { status, body } = await api("/api/foods/search?query=boundless&fields=synonyms");
  expect({ status, detail: body.detail }).toEqual({
    status: 400,
    detail: expect.stringContaining("Ask for fewer fields"),
  });
});

test("strangers are told to sign in before anything else", async () => {
  asking.viewer = null;
  const response = await get("/api/foods/search?nonsense=1");
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toMatch(/^Bearer resource_metadata="https:/);
  expect(await response.json()).toMatchObject({ code: "UNAUTHENTICATED" });
});

test("a token without the scope is told which one it lacks", async () => {
  asking.viewer = { ...reader, scopes: new Set(["profile:read"]) };
  const response = await get("/api/foods/search?query=milk");
  expect(response.status).toBe(403);
  expect(response.headers.get("www-authenticate")).toContain(
    'error="insufficient_scope", scope="foods:read"',
  );
});

test("another method is refused with the one that works", async () => {
  const response = await fetch(`${origin}/api/foods/search?query=milk`, { method: "POST" });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET");
});
