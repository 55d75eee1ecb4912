import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "@jest/globals";
import { openDoors, reader } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { asking, graphql, orm } = await openDoors();
/** Iron, vitamin C, a kind of carotene, energy, and one that no list knows. */
const panel = new Map([
  [1008, 61],
  [1089, 1.7],
  [1107, 12.345],
  [1162, 28.1],
  [2066, 5],
]);
await makeFood(orm, { name: "Kiwi of the panel", panel });
const analyst = { ...reader, scopes: new Set(["foods:read", "nutrients:read"]) };

beforeEach(() => {
  asking.viewer = analyst;
});

const ask = async (args: string) =>
  graphql(
    `{ food(slug: "kiwi-of-the-panel") { name nutrients${args} { amount percentDailyValue nutrient { id name unit } } } }`,
  );
const idsOf = async (args: string) =>
  (await ask(args)).data.food.nutrients.map(({ nutrient }: { nutrient: { id: number } }) => nutrient.id);

test("the reference list has every nutrient once, by id and by name", async () => {
  const { data } = await graphql("{ nutrients { id name unit group dailyValue } }");
  expect(data.nutrients).toHaveLength(477);
  for (const key of ["id", "name"])
    expect(new Set(data.nutrients.map((one: Record<string, unknown>) => one[key])).size).toBe(477);
  expect(data.nutrients[0]).toEqual({
    id: 1008,
    name: "Energy",
    unit: "kcal",
    group: "MACRONUTRIENTS",
    dailyValue: null,
  });
});

test("ids, numbers and units are those of USDA's own list", async () => {
  const csv = await readFile(
    join(import.meta.dirname, "../support/data/usda/foundation/nutrient.csv"),
    "utf8",
  );
  const usda = csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => /^"(\d+)",".*","(\w+)","([\d.]*)",/.exec(line)!.slice(1));
  const { data } = await graphql("{ nutrients { id number unit } }");
  const ours = new Map(data.nutrients.map((one: { id: number }) => [String(one.id), one]));
  const units: Record<string, string> = { G: "g", MG: "mg", UG: "µg", KCAL: "kcal", kJ: "kJ" };
  expect(usda.length).toBeGreaterThan(10);
  for (const [id, unit, number] of usda)
    expect(ours.get(id)).toEqual({ id: Number(id), number: number || null, unit: units[unit!] });
});

test("a group of the reference list has its nutrients alone, with number, tag and Daily Value", async () => {
  const { data } = await graphql("{ nutrients(group: MINERALS) { id number name tag group dailyValue } }");
  expect(data.nutrients).toContainEqual({
    id: 1089,
    number: "303",
    name: "Iron",
    tag: "FE",
    group: "MINERALS",
    dailyValue: 18,
  });
  expect(data.nutrients.every(({ group }: { group: string }) => group === "MINERALS")).toBe(true);
});

test("a food lists what its source states, in the order of the reference list and as the source has it", async () => {
  expect((await ask("")).data.food.nutrients).toEqual([
    { amount: 61, percentDailyValue: null, nutrient: { id: 1008, name: "Energy", unit: "kcal" } },
    { amount: 28.1, percentDailyValue: 31.2, nutrient: { id: 1162, name: "Vitamin C", unit: "mg" } },
    { amount: 12.345, percentDailyValue: null, nutrient: { id: 1107, name: "Carotene, beta", unit: "µg" } },
    { amount: 1.7, percentDailyValue: 9.4, nutrient: { id: 1089, name: "Iron", unit: "mg" } },
  ]);
});

test.each([
  ["(group: VITAMINS)", [1162]],
  ["(ids: [1089, 1095, 1008])", [1008, 1089]],
  ["(ids: [1089, 1162], group: MINERALS)", [1089]],
  ["(ids: [])", []],
])("nutrients%s are %j", async (args, ids) => {
  expect(await idsOf(args)).toEqual(ids);
});

test("a food without figures has an empty panel", async () => {
  await makeFood(orm, { name: "Ghee of nothing" });
  const { data } = await graphql(
    `{ foods(query: "ghee of nothing", first: 1) { edges { node { nutrients { amount } } } } }`,
  );
  expect(data.foods.edges[0].node.nutrients).toEqual([]);
});

test.each([
  ["a number for an id", "(ids: [303])", /303.*number of Iron, whose id is 1089/],
  ["an id of nothing", "(ids: [42])", /42.*id of no nutrient/],
  ["too many ids", `(ids: [${Array(478).fill(1089)}])`, /at most 477/],
])("%s is refused with what to do", async (_what, args, message) => {
  const { data, errors } = await ask(args);
  expect(data.food).toEqual({ name: "Kiwi of the panel", nutrients: null });
  expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
});

test("without nutrients:read the panel is null, and the rest of the answer comes", async () => {
  asking.viewer = reader;
  const { data, errors } = await ask("(ids: [1089])");
  expect(data.food).toEqual({ name: "Kiwi of the panel", nutrients: null });
  expect(errors).toEqual([
    expect.objectContaining({
      message: expect.stringContaining("nutrients:read"),
      extensions: { code: "INSUFFICIENT_SCOPE" },
    }),
  ]);
});

test("the whole panel of one food passes the limits, that of fifty does not", async () => {
  const facts =
    "nutrients { amount percentDailyValue nutrient { id number name unit tag group dailyValue } }";
  expect((await graphql(`{ food(slug: "kiwi-of-the-panel") { ${facts} } }`)).errors).toBeUndefined();
  expect((await graphql(`{ foods(query: "milk", first: 50) { edges { node { ${facts} } } } }`)).status).toBe(
    400,
  );
  const few = "nutrients(ids: [1089, 1162, 1087]) { amount nutrient { name } }";
  expect(
    (await graphql(`{ foods(query: "milk", first: 50) { edges { node { ${few} } } } }`)).errors,
  ).toBeUndefined();
});
