import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { Food } from "../../../src/foods/Food.js";
import { makeDatabase } from "../../support/database.js";
import { cuts, usdaZip } from "./usdaZip.js";

const { orm } = await makeDatabase();
const said: string[] = [];
const sets = [await usdaZip("foundation"), await usdaZip("sr_legacy"), await usdaZip("fndds")];
const [foundation, , fndds] = await importUsda(orm, sets, (line) => said.push(line));
const foods = await orm.em.fork().find(Food, {});

function food(sourceId: string): Food {
  const found = foods.find((candidate) => candidate.sourceId === sourceId);
  if (!found) throw new Error(`${sourceId} was not imported`);
  return found;
}

const portionsOf = (sourceId: string) =>
  food(sourceId).portions.map(({ name, grams }) => `${name}: ${grams} g`);

test("a food carries its figures, group, release and link", () => {
  expect(food("172475")).toMatchObject({
    name: "Tofu, raw, firm, prepared with calcium sulfate",
    slug: "tofu-raw-firm-prepared-with-calcium-sulfate",
    kind: "GENERIC",
    category: "Legumes and Legume Products",
    source: "usda-sr-legacy",
    release: "2018-04",
    per: "100 g",
    nutrition: {
      energyKcal: 144,
      proteinG: 17.27,
      fatG: 8.72,
      saturatedFatG: 1.261,
      carbohydrateG: 2.78,
      sugarsG: null,
      fiberG: 2.3,
      sodiumMg: 14,
      vitaminDMcg: 0,
    },
  });
});

test("samples, purchases and replaced versions are not foods", () => {
  const ids = foods.filter(({ source }) => source === "usda-foundation").map(({ sourceId }) => sourceId);
  expect(ids).toContain("747447");
  expect(ids).not.toContain("321900");
  expect(ids).toHaveLength(9);
  expect(foundation!.refused.lines).toEqual([
    "1 × older version of a food, replaced in this release, such as 321900 Broccoli, raw",
  ]);
});

test("energy is 1008, else 2048, else 2047, else unknown", () => {
  expect(food("748967").nutrition.energyKcal).toBe(148);
  expect(food("2259794").nutrition.energyKcal).toBe(94.507135);
  expect(food("2257045").nutrition.energyKcal).toBe(19.33);
  expect(food("790508").nutrition.energyKcal).toBeNull();
});

test("NLEA fat counts only where there is no total fat", () => {
  expect(food("748278").nutrition.fatG).toBe(94.5);
  expect(food("790508").nutrition.fatG).toBe(82.2);
});

test("sugars are the total, else the NLEA sum", () => {
  expect(food("1750339").nutrition.sugarsG).toBe(12.22);
  expect(food("171287").nutrition.sugarsG).toBe(0.37);
  expect(food("747447").nutrition.sugarsG).toBe(1.4);
});

test("FNDDS nutrients are found by number", () => {
  expect(food("2707152")).toMatchObject({
    category: "Eggs and omelets",
    release: "2024-10-31",
    nutrition: { energyKcal: 143, proteinG: 12.4, fatG: 9.96, carbohydrateG: 0.96 },
  });
});

test("a nutrient that nutrient.csv does not list is counted, never passed over", async () => {
  const food_nutrient = (csv: string) => csv.replace('"2707152","208"', '"2707152","999"');
  const [report] = await importUsda(orm, [await usdaZip("fndds", { tables: { food_nutrient } })], () => {});
  expect(report!.refused.lines).toContain(
    "1 × amount of a nutrient that nutrient.csv does not list, such as nutrient 999 of 2707152",
  );
});

test("a food without nutrients has all of them unknown, none zero", () => {
  expect(new Set(Object.values(food("167806").nutrition))).toEqual(new Set([null]));
});

test("portions are named as people say them", () => {
  expect(portionsOf("172475")).toEqual(["0.5 cup: 126 g", "0.25 block: 81 g"]);
  expect(portionsOf("171287").slice(0, 2)).toEqual(["1 large: 50 g", "1 extra large: 56 g"]);
  expect(portionsOf("748967")).toEqual(["1 egg, whole without shell: 50.3 g"]);
  expect(portionsOf("747447")).toEqual(["1 cup, chopped: 76 g"]);
});

test("the likeliest serving of an FNDDS food comes first, by the weight assumed when nobody says", () => {
  expect(portionsOf("2709872")).toEqual(["1 whole: 50 g", "1 slice: 10 g", "1 cup: 170 g"]);
  expect(portionsOf("2707152")).toEqual(["1 egg: 50 g", "1 cup: 245 g"]);
});

test("a portion without weight or amount is left out and counted", () => {
  expect(portionsOf("2705383")).toEqual(["1 cup: 246 g", "1 fl oz: 30.8 g"]);
  expect(fndds!.refused.count("portion that weighs nothing")).toBe(1);
  expect(portionsOf("168796")).toEqual([]);
});

test("common names and additional descriptions are synonyms, unless the name says them already", () => {
  expect(food("169997").synonyms).toEqual(["Chinese parsley"]);
  expect(food("323121").synonyms).toEqual(["hot dog", "frank", "wiener"]);
  expect(food("2705740").synonyms).toEqual(["Indian cheese"]);
});

test("a line break inside a name is a space", async () => {
  const csv = (text: string) => text.replace("Baobab powder", "Baobab\r\npowder");
  await importUsda(orm, [await usdaZip("sr_legacy", { tables: { food: csv } })], () => {});
  const { name } = await orm.em.fork().findOneOrFail(Food, { sourceId: "167806" });
  expect(name).toBe("Baobab powder");
});

test("a folder is read like a zip, and without a release in its name the foods' own dates tell it", async () => {
  await importUsda(orm, [join(cuts, "sr_legacy")], () => {});
  const { release } = await orm.em.fork().findOneOrFail(Food, { sourceId: "171287" });
  expect(release).toBe("2019-04-01");
});

test("the report says what was read, what it took, and what was left out or is doubtful", () => {
  const start = said.findIndex((line) => line.startsWith(sets[2]!));
  expect(said.slice(start)).toEqual([
    expect.stringMatching(
      /: 4 foods read, 4 added, 0 updated, 0 unchanged, 0 retired; .+ s, \d+ foods\/s\.$/,
    ),
    "  left out: 1 × portion that weighs nothing, such as Quantity not specified of 2705383",
    "  doubtful: 1 × SUGARS_ABOVE_CARBOHYDRATE, such as 2705740 Cheese, paneer",
    expect.stringMatching(/^In all \d+\.\d s, and at most \d+ MB of memory\.$/),
  ]);
});
