import { expect, test } from "@jest/globals";
import type { FoodView, Part } from "../../../src/foods/foodViews.js";
import { loadStarter } from "../../../src/foods/import/importFoods.js";
import { createSearchMemory } from "../../../src/foods/search/SearchMemory.js";
import { searchFoods } from "../../../src/foods/search/searchFoods.js";
import { makeDatabase } from "../../support/database.js";

const { orm } = await makeDatabase();
await loadStarter(orm, () => {});
const pool = await orm.em.getConnection().getNativeClient();

let release: string | null = "first";
let statements = 0;
const counted = {
  query(statement: never) {
    statements += 1;
    return pool.query(statement);
  },
} as unknown as typeof pool;
const memory = createSearchMemory({ release: () => release });

async function search(query: string, ...parts: Part[]): Promise<FoodView[]> {
  const reader = { pool: counted, publicUrl: "https://larder.test", viewer: null, memory };
  statements = 0;
  const { found } = await searchFoods(reader, { query, filter: {}, first: 5, after: null }, new Set(parts));
  return found.map(({ node }) => node);
}

const find = async (query: string) => (await search(query)).map(({ name }) => name);

test("what one search has read the next ones do not read again", async () => {
  const first = await find("milk");
  expect(statements).toBe(3);
  expect(await find("milk")).toEqual(first);
  expect(statements).toBe(0);
});

test("a search for another query reads the foods alone that were not found before", async () => {
  const foods = await search("whole milk");
  const before = new Set(await search("milk"));
  expect(foods.some((food) => before.has(food))).toBe(true);
});

test("a food is read anew for what was not read of it", async () => {
  const [milk] = await search("milk");
  expect(milk!.facts).toBeNull();
  const [measured] = await search("milk", "nutrition");
  expect(statements).toBe(1);
  expect(measured).toMatchObject({ name: milk!.name, facts: { energyKcal: expect.any(Number) } });
});

test("a word that no food has is known as such", async () => {
  expect(await find("milk xyzzy")).not.toEqual([]);
  await find("milk xyzzy");
  const known = statements;
  await find("milk xyzzy");
  expect(statements).toBe(known);
});

test("another catalogue is read anew", async () => {
  const [milk] = await find("milk");
  const rest = (await find("milk")).slice(1);
  await pool.query("delete from food_postings where word = 'milk'");
  expect(await find("milk")).toEqual([milk, ...rest]);
  release = "second";
  expect(await find("milk")).not.toContain(milk);
});

test("a food that has changed is shown as it is in the catalogue of now", async () => {
  const [honey] = await find("honey");
  await pool.query("update foods set name = 'Honey of the bees' where name = $1", [honey]);
  expect((await find("honey"))[0]).toBe(honey);
  release = "third";
  expect((await find("honey"))[0]).toBe("Honey of the bees");
});

test("as long as it is not certain which catalogue it is, nothing is kept", async () => {
  release = null;
  await find("honey");
  const once = statements;
  await find("honey");
  expect(statements).toBe(once);
  expect(once).toBeGreaterThan(1);
});
