import { expect, test } from "@jest/globals";
import { type PortionData, PortionOrigin } from "../../src/foods/amounts/Portion.js";
import { Nutrients } from "../../src/foods/Nutrients.js";
import { openDoors } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { graphql, orm } = await openDoors();

const weighed = (name: string, measure: Partial<PortionData>): PortionData => ({
  name,
  origin: PortionOrigin.SOURCE,
  ...measure,
});
const facts = Object.assign(new Nutrients(), { energyKcal: 52.5, proteinG: 1 / 3, fatG: 0, ironMg: 1.8 });
const plain = { nutrition: facts, energyKj: 220 };

await makeFood(orm, {
  ...plain,
  name: "Bran of the scales",
  portions: [
    weighed("0.5 cup, packed", { amount: 0.5, unit: "cup", modifier: "packed", grams: 60 }),
    weighed("1 cup", { amount: 1, unit: "cup", grams: 100 }),
    weighed("2 slices", { amount: 2, unit: "slices", grams: 50 }),
    weighed("1 medium", { amount: 1, unit: "medium", grams: 150 }),
  ],
});
await makeFood(orm, { ...plain, name: "Stone of the scales" });
await makeFood(orm, {
  nutrition: facts,
  name: "Juice of the scales",
  per: "100 ml",
  portions: [
    weighed("1 bottle", { amount: 1, unit: "bottle", millilitres: 330, origin: PortionOrigin.LABEL }),
  ],
});
await makeFood(orm, {
  ...plain,
  name: "Flakes of the scales",
  portions: [weighed("0.75 cup", { amount: 0.75, unit: "cup", grams: 36, origin: PortionOrigin.LABEL })],
});

await makeFood(orm, {
  ...plain,
  name: "Porridge of the scales",
  portions: [
    weighed("1 tbsp, dry, yields", { amount: 1, unit: "tbsp", modifier: "dry, yields", grams: 248 }),
    weighed("0.5 tsp", { amount: 0.5, unit: "tsp", grams: 14 }),
    weighed("1 cup, fluid (yields 2 cups whipped)", {
      amount: 1,
      unit: "cup",
      modifier: "fluid (yields 2 cups whipped)",
      grams: 236.5882365,
    }),
  ],
});

const all =
  "energyKcal energyKj isEnergyKjComputed proteinG fatG sugarsG ironMg grams millilitres conversion portion { name }";
const ask = (food: string, args: string, fields = all) =>
  graphql(`{ food(slug: "${food}-of-the-scales") { name nutrition${args} { ${fields} } } }`);
const measured = async (food: string, args: string) => {
  const { energyKcal, grams, millilitres, conversion, portion } = (await ask(food, args)).data.food.nutrition;
  return [energyKcal, grams, millilitres, conversion, portion?.name ?? null];
};

test("without arguments it is what `per` says, as it always was", async () => {
  expect((await ask("bran", "")).data.food.nutrition).toEqual({
    energyKcal: 52.5,
    energyKj: 220,
    isEnergyKjComputed: false,
    proteinG: 0.33,
    fatG: 0,
    sugarsG: null,
    ironMg: 1.8,
    grams: 100,
    millilitres: null,
    conversion: "NONE",
    portion: null,
  });
});

test.each([
  ["(amount: 200)", [105, 200, null, "MASS", null]],
  ['(amount: 0.2, unit: "kg")', [105, 200, null, "MASS", null]],
  ['(amount: 200000, unit: "mg")', [105, 200, null, "MASS", null]],
  ['(amount: 1, unit: "Ounces")', [14.88, 28.35, null, "MASS", null]],
  ['(amount: 1, unit: "oz", system: US_LABEL)', [14.7, 28, null, "MASS", null]],
  ['(amount: 1, unit: "lb.")', [238.14, 453.59, null, "MASS", null]],
])("a weight%s needs no portion", async (args, answer) => {
  expect(await measured("bran", args)).toEqual(answer);
  expect(await measured("stone", args)).toEqual(answer);
});

test.each([
  [
    "a cup is the food's own, the one without a remark",
    '(amount: 2, unit: "cups")',
    [105, 200, null, "PORTION", "1 cup"],
  ],
  ["a unit of the food counts singly", '(unit: "slice")', [13.13, 25, null, "PORTION", "2 slices"]],
  [
    "a piece is what the source calls medium",
    '(amount: 2, unit: "each")',
    [157.5, 300, null, "PORTION", "1 medium"],
  ],
  ["a serving is the usual one", '(unit: "serving")', [31.5, 60, null, "PORTION", "0.5 cup, packed"]],
  [
    "a spoon goes by the weight of the cup",
    '(amount: 16, unit: "tbsp")',
    [52.5, 100, 236.59, "DENSITY", "1 cup"],
  ],
  ["so do millilitres", '(amount: 473.176473, unit: "ml")', [105, 200, 473.18, "DENSITY", "1 cup"]],
  [
    "a metric cup is none of the source",
    '(unit: "cup", system: METRIC)',
    [55.48, 105.67, 250, "DENSITY", "1 cup"],
  ],
])("%s", async (_rule, args, answer) => {
  expect(await measured("bran", args)).toEqual(answer);
});

test.each([
  [
    "a serving is that of the label",
    '(amount: 2, unit: "serving")',
    [37.8, 72, null, "LABEL_SERVING", "0.75 cup"],
  ],
  ["a cup on a label is 240 ml by law", '(amount: 240, unit: "ml")', [25.2, 48, 240, "DENSITY", "0.75 cup"]],
])("%s", async (_rule, args, answer) => {
  expect(await measured("flakes", args)).toEqual(answer);
});

test.each([
  ['(amount: 1, unit: "l")', [525, null, 1000, "VOLUME", null]],
  ["(amount: 50)", [26.25, null, 50, "VOLUME", null]],
  ['(unit: "cup", system: US_LABEL)', [126, null, 240, "VOLUME", null]],
  ['(unit: "bottle")', [173.25, null, 330, "PORTION", "1 bottle"]],
])("a food per 100 ml takes volumes as they are: %s", async (args, answer) => {
  expect(await measured("juice", args)).toEqual(answer);
});

test.each([
  ["what yields a food is no measure of it", '(unit: "tbsp")', [7.76, 14.79, 14.79, "DENSITY"]],
  ["a density of no food is none", '(amount: 100, unit: "ml")', [52.5, 100, 100, "DENSITY"]],
  ["a cup that could be whipped is a cup", '(unit: "cup")', [124.21, 236.59, null, "PORTION"]],
])("%s", async (_rule, args, answer) => {
  const cup = "1 cup, fluid (yields 2 cups whipped)";
  expect(await measured("porridge", args)).toEqual([...answer, cup]);
});

test("a portion is named by its id, and counts as often as is asked", async () => {
  const { data } = await graphql(`{ food(slug: "bran-of-the-scales") { portions { id name } } }`);
  const [packed] = data.food.portions;
  expect(await measured("bran", `(amount: 2, portionId: "${packed.id}")`)).toEqual([
    63,
    120,
    null,
    "PORTION",
    "0.5 cup, packed",
  ]);
  const { errors } = await ask("stone", `(portionId: "${packed.id}")`);
  expect(errors![0]!.message).toMatch(/no portion ".*It has: none/);
});

test("what nobody weighed is refused with the units that the food takes, and the rest of the answer comes", async () => {
  const { data, errors } = await ask("stone", '(unit: "cup")');
  expect(data.food).toEqual({ name: "Stone of the scales", nutrition: null });
  expect(errors).toEqual([
    expect.objectContaining({
      message:
        'Nobody states what "cup" of this food weighs. It takes g, kg, mg, oz, lb; or the id of a portion as portionId.',
      extensions: { code: "BAD_USER_INPUT" },
    }),
  ]);
  const juice = await ask("juice", '(unit: "g")');
  expect(juice.errors![0]!.message).toMatch(/holds. It takes ml, l, tsp,.* bottle, serving/);
  const bran = await ask("bran", '(unit: "handful")');
  expect(bran.errors![0]!.message).toMatch(/"handful".* g, .* ml, .* slice, medium, serving/);
});

test.each([
  ["(amount: 0)", /above 0/],
  ["(amount: -1)", /above 0/],
  ["(amount: 1e30)", /at most 1000000/],
  ['(unit: "cup", portionId: "portion_1_2")', /not both/],
])("%s is refused", async (args, message) => {
  expect((await ask("bran", args)).errors![0]!.message).toMatch(message);
});

test("kJ that the source does not state is computed, and says so", async () => {
  const { data } = await ask("juice", "(amount: 200)", "energyKj isEnergyKjComputed");
  expect(data.food.nutrition).toEqual({ energyKj: 439.32, isEnergyKjComputed: true });
  await makeFood(orm, { name: "Void of the scales" });
  const unknown = await ask("void", "(amount: 200)", "energyKcal energyKj isEnergyKjComputed");
  expect(unknown.data.food.nutrition).toEqual({
    energyKcal: null,
    energyKj: null,
    isEnergyKjComputed: false,
  });
});

test("percent of the Daily Values follows the amount, unrounded until the end", async () => {
  const { data } = await ask(
    "bran",
    "(amount: 300)",
    "proteinG percentDailyValues { protein fat iron sodium }",
  );
  expect(data.food.nutrition).toEqual({
    proteinG: 1,
    percentDailyValues: { protein: 2, fat: 0, iron: 30, sodium: null },
  });
});

test("several amounts of one food stand side by side in one query", async () => {
  const { data } = await graphql(
    `query ($unit: String!) { food(slug: "bran-of-the-scales") {
      per: nutrition { energyKcal } a: nutrition(amount: 10) { energyKcal } b: nutrition(amount: 3, unit: $unit) { energyKcal }
    } }`,
    { unit: "cup" },
  );
  expect(data.food).toEqual({ per: { energyKcal: 52.5 }, a: { energyKcal: 5.25 }, b: { energyKcal: 157.5 } });
});

test("a search measures each food it finds, and one that cannot be leaves the others", async () => {
  const { data, errors } = await graphql(
    `{ foods(query: "of the scales", first: 10) { edges { node { name nutrition(unit: "bottle") { energyKcal } } } } }`,
  );
  const known = data.foods.edges.filter(({ node }: { node: { nutrition: unknown } }) => node.nutrition);
  expect(known).toEqual([{ node: { name: "Juice of the scales", nutrition: { energyKcal: 173.25 } } }]);
  expect(errors!.length).toBe(data.foods.edges.length - 1);
});
