import { expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { Food } from "../../../src/foods/Food.js";
import { loadStarter } from "../../../src/foods/import/importFoods.js";
import { readStarter } from "../../../src/foods/import/readStarter.js";
import { sources } from "../../../src/foods/sources.js";
import { makeDatabase } from "../../support/database.js";
import { usdaZip } from "./usdaZip.js";

const { orm } = await makeDatabase();
const foods = () => orm.em.fork().find(Food, {});

test("two servers that start together fill an empty catalogue once", async () => {
  const said: string[] = [];
  await Promise.all([1, 2].map(() => loadStarter(orm, (line) => said.push(line))));
  expect(said).toEqual([`The catalogue was empty: added ${readStarter().length} everyday foods.`]);
  expect(await foods()).toHaveLength(readStarter().length);
});

test("each starter food has a name of its own, energy, a source and servings that weigh something", async () => {
  for (const food of await foods()) {
    expect({ name: food.name, slug: food.slug }).toEqual({
      name: food.name,
      slug: expect.not.stringMatching(/-\d{5,}$/),
    });
    expect(food.nutrition.energyKcal).toBeGreaterThanOrEqual(0);
    expect(food.nutrientAmounts[food.nutrientIds.indexOf(1008)]).toBe(food.nutrition.energyKcal);
    expect(Object.keys(sources)).toContain(food.source);
    for (const { grams } of food.portions) expect(grams).toBeGreaterThan(0);
  }
});

test("a catalogue that has foods is left alone", async () => {
  const before = JSON.stringify(await foods());
  await loadStarter(orm, () => {
    throw new Error("it said something");
  });
  expect(JSON.stringify(await foods())).toBe(before);
});

test("the full data updates a starter food in place", async () => {
  const tofu = () => orm.em.fork().findOneOrFail(Food, { sourceId: "172475" });
  const before = await tofu();
  expect(before.synonyms).toContain("bean curd");
  await importUsda(orm, [await usdaZip("sr_legacy")], () => {});
  const after = await tofu();
  expect([after.id, after.slug, after.nutrition]).toEqual([before.id, before.slug, before.nutrition]);
});
