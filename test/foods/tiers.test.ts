import { expect, test } from "@jest/globals";
import { Food, FoodKind } from "../../src/foods/Food.js";
import { importFoods, loadStarter } from "../../src/foods/import/importFoods.js";
import { readStarter } from "../../src/foods/import/readStarter.js";
import { indexFoods } from "../../src/foods/search/indexFoods.js";
import { searchFoods } from "../../src/foods/search/searchFoods.js";
import { makeDatabase } from "../support/database.js";

const { orm } = await makeDatabase();
await loadStarter(orm, () => {});
const pool = await orm.em.getConnection().getNativeClient();
const reader = { pool, publicUrl: "https://larder.test", viewer: null };

const queries = [
  ...new Set(
    readStarter().flatMap(({ name }) => [
      name.split(",")[0]!,
      name.split(",").slice(0, 2).reverse().join(" "),
    ]),
  ),
];

async function answers(first: number): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const query of queries) {
    const { found } = await searchFoods(reader, { query, filter: {}, first, after: null }, new Set());
    all.set(
      query,
      found.map(({ node, match }) => `${node.name} ${match}`),
    );
  }
  return all;
}

/** Cuts the starter catalogue in tiers, and their lists in parts, as if it had millions of foods, or has it whole. */
const index = (oneTier: number, part: number) =>
  importFoods(orm, "wait", (client) => indexFoods(client, [FoodKind.GENERIC], { oneTier, part }));

test("an answer from tiers is that of the whole index, but for foods of long names behind those that have all words", async () => {
  await index(1_000_000, 1_000_000);
  const whole = await answers(3);
  await index(0, 30);
  const { rows } = await pool.query("select distinct tier from food_postings order by tier");
  expect(rows.map(({ tier }) => tier)).toEqual([0, 1, 2]);
  const { rows: longest } = await pool.query(
    "select max(length(list)), max(part) > 5 as many from food_postings",
  );
  expect(longest).toEqual([{ max: 30, many: true }]);
  const tiered = await answers(3);
  const same = queries.filter((query) => String(tiered.get(query)) === String(whole.get(query)));
  expect(queries.length).toBeGreaterThan(200);
  expect(same.length / queries.length).toBeGreaterThan(0.97);
  // The best one may never be lost.
  expect(queries.filter((query) => tiered.get(query)![0] !== whole.get(query)![0])).toEqual([]);
});

test("a food that was taken out of the catalogue is not found any more", async () => {
  const { id } = await orm.em.fork().findOneOrFail(Food, { name: { $like: "Tofu%" } });
  await importFoods(orm, "wait", async (client) => {
    await client.query("update foods set retired_at = now() where id = $1", [id]);
    await indexFoods(client, [FoodKind.GENERIC]);
  });
  const { found } = await searchFoods(
    reader,
    { query: "tofu", filter: {}, first: 10, after: null },
    new Set(),
  );
  expect(found.map(({ node }) => node.globalId)).not.toContain(`food_${id}`);
  expect(await orm.em.fork().count(Food, { id })).toBe(1);
});

const outdate = () =>
  pool.query(`with gone as (delete from food_postings) update catalogue_release set index_format = 1`);
const found = async (query: string) =>
  (await searchFoods(reader, { query, filter: {}, first: 1, after: null }, new Set())).found;

test("a catalogue with an index of another Larder gets one of this at the next start", async () => {
  await outdate();
  const said: string[] = [];
  await loadStarter(orm, (line) => said.push(line));
  await loadStarter(orm, (line) => said.push(line));
  expect(said).toEqual(["Building the search index …"]);
  expect(await found("milk")).toHaveLength(1);
});

test("an import that comes first builds the index of all foods, not only of those that it changed", async () => {
  await outdate();
  await importFoods(orm, "wait", async (_client, changed) => void changed.add(FoodKind.BRANDED));
  expect(await found("milk")).toHaveLength(1);
});
