import { expect, test } from "@jest/globals";
import { importUsda } from "../../src/cli/importFoods.js";
import { openDoors } from "../support/doors.js";
import { usdaZip } from "./import/usdaZip.js";

const { graphql, orm } = await openDoors();
const started = Date.now();
await importUsda(orm, [await usdaZip("foundation"), await usdaZip("fndds")], () => {});

const sourceOf = async (slug: string) =>
  (
    await graphql(
      `{ food(slug: "${slug}") { source { name id release importedAt url licence attribution } } }`,
    )
  ).data.food.source;

test("a food says which set it is from, its id there, release, licence and link", async () => {
  const { importedAt, ...source } = await sourceOf("eggs-grade-a-large-egg-whole");
  expect(source).toEqual({
    name: "USDA Foundation",
    id: "748967",
    release: "2024-10-31",
    url: "https://fdc.nal.usda.gov/food-details/748967/nutrients",
    licence: "CC0-1.0",
    attribution:
      "U.S. Department of Agriculture, Agricultural Research Service. FoodData Central. fdc.nal.usda.gov",
  });
  expect(Date.parse(importedAt)).toBeGreaterThanOrEqual(started);
});

test("a search answers with the source of each food, too", async () => {
  const { data } = await graphql(
    `{ foods(query: "tofu", first: 3) { edges { node { source { name release } } } } }`,
  );
  expect(data.foods.edges.length).toBeGreaterThan(0);
  for (const { node } of data.foods.edges)
    expect(node.source).toEqual({
      name: expect.stringMatching(/^USDA /),
      release: expect.stringMatching(/^20/),
    });
});

test.each([
  ["748967", "STATED"],
  ["2259794", "ATWATER_SPECIFIC"],
  ["2257045", "ATWATER_GENERAL"],
  ["790508", null],
])("the energy of %s is %s", async (sourceId, basis) => {
  const [row] = await orm.em
    .fork()
    .execute<{ id: number }[]>("select id from foods where source_id = ?", [sourceId]);
  const { data } = await graphql(`{ food(id: "food_${row!.id}") { source { energyBasis } } }`);
  expect(data.food.source.energyBasis).toBe(basis);
});

const loaded = () =>
  graphql("{ sources { name release foods importedAt licence attribution market language } }").then(
    ({ data }) => data.sources,
  );

test("sources counts what is loaded, set by set, and follows the next import", async () => {
  const counted = await orm.em
    .fork()
    .execute<{ foods: number }[]>(
      "select count(*)::int as foods from foods where retired_at is null group by source order by 1 desc",
    );
  const before = await loaded();
  expect(before.map(({ foods }: { foods: number }) => foods)).toEqual(counted.map(({ foods }) => foods));
  const foundation = before.find(({ name }: { name: string }) => name === "USDA Foundation");
  expect(foundation).toMatchObject({
    release: "2024-10-31",
    foods: 9,
    licence: "CC0-1.0",
    market: "US",
    language: "en",
  });

  // Nothing changed, so nothing is newer.
  await importUsda(orm, [await usdaZip("foundation")], () => {});
  expect(await loaded()).toEqual(before);

  const tables = { food: (csv: string) => csv.replace("Eggs, Grade A, Large, egg whole", "Egg of grade A") };
  await importUsda(orm, [await usdaZip("foundation", { tables })], () => {});
  const after = (await loaded()).find(({ name }: { name: string }) => name === "USDA Foundation");
  expect(after.foods).toBe(9);
  expect(Date.parse(after.importedAt)).toBeGreaterThan(Date.parse(foundation.importedAt));
});
