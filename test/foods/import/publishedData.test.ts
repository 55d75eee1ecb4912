import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Food } from "../../../src/foods/Food.js";
import { readStarter } from "../../../src/foods/import/readStarter.js";
import { nutrientNames } from "../../../src/foods/Nutrients.js";
import { makeDatabase } from "../../support/database.js";
import { Program } from "../../support/program.js";

const folder = join(import.meta.dirname, "../../../../shared/data/usda");
const sets = [
  "FoodData_Central_foundation_food_csv_2024-10-31.zip",
  "FoodData_Central_sr_legacy_food_csv_2018-04.rebuilt.zip",
  "FoodData_Central_survey_food_csv_2024-10-31.rebuilt.zip",
].map((name) => join(folder, name));

const database = await makeDatabase();
const present = existsSync(folder);
if (!present) console.warn(`Skipped: the downloads of USDA are not in ${folder}.`);

(present ? describe : describe.skip)("the three generic sets as USDA publishes them", () => {
  let foods = new Map<string, Food>();
  let output = "";

  beforeAll(async () => {
    const { orm, url } = database;
    // The built command: inside Jest the same import takes four times as long.
    const command = new Program("cli/main.js", ["import", "usda", ...sets], { DATABASE_URL: url });
    output = (await command.ended).output;
    const all = await orm.em.fork().find(Food, {});
    foods = new Map(all.map((food) => [food.sourceId, food]));
  }, 60_000);

  test("316, 7,793 and 5,432 foods, no id twice", () => {
    expect(output.match(/\d+ added/g)).toEqual(["316 added", "7793 added", "5432 added"]);
    expect(foods.size).toBe(13_541);
  });

  test("40 foods have no nutrients, 69 no energy", () => {
    const none = [...foods.values()].filter(({ nutrition }) =>
      nutrientNames.every((name) => nutrition[name] === null),
    );
    const noEnergy = [...foods.values()].filter(({ nutrition }) => nutrition.energyKcal === null);
    expect([none.length, noEnergy.length]).toEqual([40, 69]);
  });

  test("every portion has a name and weighs something; the unspecified ones are left out", () => {
    const portions = [...foods.values()].flatMap((food) => food.portions);
    expect(portions.length).toBeGreaterThan(31_000);
    expect(
      portions.filter(({ name, grams }) => !(grams! > 0) || !name || /not specified/.test(name)),
    ).toEqual([]);
  });

  test("every food has its group", () => {
    expect([...foods.values()].filter(({ category }) => !category)).toEqual([]);
  });

  test.each([
    ["171287", "usda-sr-legacy", 143, 12.56, 9.51, 0.72],
    ["748967", "usda-foundation", 148, 12.4, 9.96, 0.96],
    ["2707152", "usda-fndds", 143, 12.4, 9.96, 0.96],
    ["172448", "usda-sr-legacy", 78, 9.04, 4.17, 2.85],
    ["172449", "usda-sr-legacy", 61, 7.17, 3.69, 1.18],
    ["172451", "usda-sr-legacy", 270, 18.82, 20.18, 8.86],
  ])("%s of %s has its published figures", (id, source, energyKcal, proteinG, fatG, carbohydrateG) => {
    expect(foods.get(id)).toMatchObject({ source, nutrition: { energyKcal, proteinG, fatG, carbohydrateG } });
  });

  test("the starter catalogue says what USDA says, figure by figure", () => {
    for (const starter of readStarter()) {
      const food = foods.get(starter.sourceId)!;
      const published = food.portions.map(({ name, grams }) => ({ name, grams }));
      const { source, release, name, category, nutrition } = food;
      expect(starter).toMatchObject({ source, release, name, category, nutrition });
      const panel = new Map(food.nutrientIds.map((id, at) => [id, food.nutrientAmounts[at]]));
      for (const [id, amount] of starter.panel) expect([id, panel.get(id)]).toEqual([id, amount]);
      expect(published).toEqual(
        expect.arrayContaining(starter.portions.map(({ name, grams }) => ({ name, grams }))),
      );
    }
  });
});
