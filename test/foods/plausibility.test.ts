import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { PortionOrigin } from "../../src/foods/amounts/Portion.js";
import { CarbohydrateBasis } from "../../src/foods/CarbohydrateBasis.js";
import { Nutrients } from "../../src/foods/Nutrients.js";
import { type Figures, flagsOf, type RuleName, ruleNames } from "../../src/foods/plausibility.js";
import { openDoors } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { graphql, api, orm } = await openDoors();

type Wanted = Partial<Nutrients> & Partial<Omit<Figures, "nutrition">>;

function flags({ per, energyKj, carbohydrateBasis, panel, gtins, portions, ...amounts }: Wanted): RuleName[] {
  return flagsOf({
    per: per ?? "100 g",
    nutrition: Object.assign(new Nutrients(), amounts),
    energyKj: energyKj ?? null,
    carbohydrateBasis: carbohydrateBasis ?? CarbohydrateBasis.BY_DIFFERENCE,
    panel: panel ?? new Map(),
    gtins: gtins ?? [],
    portions: portions ?? [],
  });
}

const label = (grams: number) => [{ name: "1 piece", grams, origin: PortionOrigin.LABEL }];
const cups = (amount: number, grams: number) => [
  { name: `${amount} cup`, amount, unit: "cup", grams, origin: PortionOrigin.LABEL },
];
const macros = (energyKcal: number, proteinG: number, fatG: number, carbohydrateG: number) => ({
  energyKcal,
  proteinG,
  fatG,
  carbohydrateG,
});

/** Each rule with figures that break it alone, and the nearest ones that keep it. */
const cases: [RuleName, Wanted, Wanted][] = [
  ["PROTEIN_ABOVE_WHOLE", { proteinG: 100.1 }, { proteinG: 100 }],
  ["FAT_ABOVE_WHOLE", { fatG: 100.1 }, { fatG: 100 }],
  ["CARBOHYDRATE_ABOVE_WHOLE", { carbohydrateG: 100.1 }, { carbohydrateG: 100.1, per: "100 ml" }],
  ["FIBER_ABOVE_WHOLE", { fiberG: 101 }, { fiberG: 100 }],
  ["MACROS_ABOVE_WHOLE", { proteinG: 60, fatG: 46 }, { proteinG: 60, fatG: 45 }],
  ["SATURATED_FAT_ABOVE_FAT", { saturatedFatG: 1.2, fatG: 1 }, { saturatedFatG: 1.1, fatG: 1.01 }],
  ["SUGARS_ABOVE_CARBOHYDRATE", { sugarsG: 5, carbohydrateG: 4 }, { sugarsG: 5 }],
  ["ADDED_SUGARS_ABOVE_SUGARS", { addedSugarsG: 6, sugarsG: 5 }, { addedSugarsG: 3.6, sugarsG: 3.57 }],
  ["SODIUM_ABOVE_SALT", { sodiumMg: 59_000 }, { sodiumMg: 39_300 }],
  ["ENERGY_ABOVE_FAT", { energyKcal: 903 }, { energyKcal: 902 }],
  ["ENERGY_OFF_MACROS", macros(200, 10, 4, 10), macros(155, 10, 4, 10)],
  ["ENERGY_UNITS_MIXED_UP", { energyKcal: 100, energyKj: 100 }, { energyKcal: 100, energyKj: 418 }],
  ["BARCODE_CHECK_DIGIT", { gtins: ["4006381333932"] }, { gtins: ["4006381333931", "96385074"] }],
  ["PORTION_TOO_LARGE", { portions: label(85_000) }, { portions: label(5717) }],
  ["PORTION_TOO_DENSE", { portions: cups(0.025, 56) }, { portions: cups(0.25, 56) }],
];

test.each(cases)("%s", (rule, broken, kept) => {
  expect(flags(broken)).toEqual([rule]);
  expect(flags(kept)).toEqual([]);
});

test("every rule has its case and its line in the documentation", () => {
  expect(cases.map(([rule]) => rule)).toEqual(ruleNames);
  const documented = readFileSync(join(import.meta.dirname, "../../docs/catalogue.md"), "utf8");
  expect(ruleNames.filter((rule) => !documented.includes(`| \`${rule}\``))).toEqual([]);
});

test("what is unknown breaks nothing", () => {
  expect(flags({})).toEqual([]);
});

test("zero is a figure: no energy where there are kJ is a mix-up", () => {
  expect(flags({ energyKcal: 0, energyKj: 214 })).toEqual(["ENERGY_UNITS_MIXED_UP"]);
  expect(flags({ energyKcal: 1, energyKj: 6 })).toEqual([]);
});

test("fibre counts for nothing or for a carbohydrate, whichever fits", () => {
  const bran = { ...macros(216, 16, 4, 64), fiberG: 43 };
  expect(flags(bran)).toEqual([]);
  expect(flags({ ...bran, fiberG: 0 })).toEqual(["ENERGY_OFF_MACROS"]);
  const european = { carbohydrateBasis: CarbohydrateBasis.AVAILABLE, ...macros(240, 15, 4, 21), fiberG: 43 };
  expect(flags(european)).toEqual([]);
  expect(flags({ ...european, fiberG: 0 })).toEqual(["ENERGY_OFF_MACROS"]);
});

test.each([
  ["sugar alcohols", 1086],
  ["alcohol", 1018],
])("energy is not judged where there are %s", (_, id) => {
  const food = macros(240, 0, 0, 5);
  expect(flags(food)).toEqual(["ENERGY_OFF_MACROS"]);
  expect(flags({ ...food, panel: new Map([[id, 33]]) })).toEqual([]);
});

test("a food shows its doubts with what is wrong and who says so, and its figures as they are", async () => {
  const nutrition = Object.assign(new Nutrients(), { energyKcal: 1000, fatG: 50, saturatedFatG: 60 });
  const id = await makeFood(orm, { name: "Doubtful spread", nutrition });
  const { data } = await graphql(
    `{ food(id: "food_${id}") { nutrition { energyKcal saturatedFatG } quality { rule description origin } } }`,
  );
  expect(data.food).toEqual({
    nutrition: { energyKcal: 1000, saturatedFatG: 60 },
    quality: [
      {
        rule: "SATURATED_FAT_ABOVE_FAT",
        description: "There is more saturated fat than fat.",
        origin: expect.stringContaining("European Commission"),
      },
      { rule: "ENERGY_ABOVE_FAT", description: expect.anything(), origin: expect.stringContaining("USDA") },
    ],
  });
});

test("REST tells the doubts where they are asked for", async () => {
  await makeFood(orm, {
    name: "Peculiar margarine",
    nutrition: Object.assign(new Nutrients(), { fatG: 101 }),
  });
  const { body } = await api("/api/foods/search?query=peculiar+margarine&fields=name,quality");
  expect(body.foods[0]).toEqual({
    id: expect.stringMatching(/^food_/),
    name: "Peculiar margarine",
    quality: [{ rule: "FAT_ABOVE_WHOLE", description: "There is more than 100 g of fat in 100 g." }],
  });
});

test("a food without doubts has an empty list", async () => {
  const { data } = await graphql(
    `{ foods(query: "tofu", first: 1) { edges { node { quality { rule } } } } }`,
  );
  expect(data.foods.edges[0].node.quality).toEqual([]);
});
