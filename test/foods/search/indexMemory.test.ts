import { expect, test } from "@jest/globals";
import { loadStarter } from "../../../src/foods/import/importFoods.js";
import { createIndexMemory } from "../../../src/foods/search/IndexMemory.js";
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
const memory = createIndexMemory({ release: () => release });

async function find(query: string): Promise<string[]> {
  const reader = { pool: counted, publicUrl: "https://larder.test", viewer: null, memory };
  statements = 0;
  const { found } = await searchFoods(reader, { query, filter: {}, first: 5, after: null }, new Set());
  return found.map(({ node }) => node.name);
}

test("what one search has read of the index the next ones do not read again", async () => {
  const first = await find("milk");
  expect(statements).toBe(3);
  expect(await find("milk")).toEqual(first);
  expect(statements).toBe(1);
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

test("as long as it is not certain which catalogue it is, nothing is kept", async () => {
  release = null;
  await find("honey");
  const once = statements;
  await find("honey");
  expect(statements).toBe(once);
  expect(once).toBeGreaterThan(1);
});
