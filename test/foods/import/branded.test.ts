import { expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { openDoors } from "../../support/doors.js";
import { usdaZip } from "./usdaZip.js";

const { graphql, orm } = await openDoors();
const [report] = await importUsda(orm, [await usdaZip("branded")], () => {});

/** As a reader sees the product with this barcode. */
const product = async (gtin: string) =>
  (
    await graphql(
      `{ food(gtin: "${gtin}") { name sourceName kind brand gtin ingredients per nutrition { energyKcal proteinG } serving { name grams millilitres } sourceLabel } }`,
    )
  ).data.food;

test("a product has its brand, barcode, ingredients and the serving on its label", async () => {
  expect(await product("079893402123")).toMatchObject({
    name: "O Organics, Tofu, Silken",
    sourceName: "O ORGANICS, TOFU, SILKEN",
    kind: "BRANDED",
    brand: "Glencourt Inc.",
    gtin: "0079893402123",
    ingredients: expect.stringMatching(/^WATER, ORGANIC WHOLE/),
    per: "100 g",
    serving: { name: "0.2 pkg", grams: 91, millilitres: null },
    sourceLabel: "USDA Branded 90001140",
  });
});

test("a weight in the words of the trade is a serving of that weight", async () => {
  expect((await product("753182169613")).serving).toEqual({
    name: "1 serving (30 g)",
    grams: 30,
    millilitres: null,
  });
  expect((await product("025484006713")).serving).toEqual({
    name: "1 serving (3 oz)",
    grams: 85,
    millilitres: null,
  });
});

test("a product measured in millilitres is per 100 ml, and nobody guesses what its serving weighs", async () => {
  expect(await product("031200350275")).toMatchObject({
    per: "100 ml",
    serving: { name: "1 cup", grams: null, millilitres: 240 },
  });
  expect(report!.refused.count("serving of a product whose weight or volume is not stated")).toBe(0);
});

test("a barcode that lost a leading zero is found all the same, and one of 14 digits as well", async () => {
  expect((await product("002412601716")).name).toBe("Whole Wheat Bread");
  expect((await product("54035345000299")).name).toBe("Mandarin Ginger");
});

test("what a product does not state is unknown, not empty or zero", async () => {
  expect(await product("070200550704")).toMatchObject({ nutrition: { energyKcal: null, proteinG: null } });
  expect((await product("00958363")).ingredients).toBeNull();
});

test("a serving of MG or IU is grams by mistake, and one without a unit weighs nothing known", async () => {
  for (const [unit, serving] of [
    ["MG", { name: "0.2 pkg", grams: 91, millilitres: null }],
    ["GRM", { name: "0.2 pkg", grams: 91, millilitres: null }],
    ["", null],
  ]) {
    const branded_food = (csv: string) => csv.replace('"91.0","g"', `"91.0","${unit}"`);
    await importUsda(orm, [await usdaZip("branded", { tables: { branded_food } })], () => {});
    expect((await product("079893402123")).serving).toEqual(serving);
  }
});

test("a product without a row of its own is left out and counted", async () => {
  const branded_food = (csv: string) => csv.replace('"90001140"', '"1"');
  const [counted] = await importUsda(orm, [await usdaZip("branded", { tables: { branded_food } })], () => {});
  expect(counted!.refused.lines).toContain(
    "1 × product without a row in branded_food.csv, such as 90001140 O ORGANICS, TOFU, SILKEN",
  );
});

test("plain food comes first for plain words, and the product for its own", async () => {
  await importUsda(orm, [await usdaZip("branded")], () => {});
  const kinds = async (query: string) =>
    (await graphql(`{ foods(query: "${query}") { edges { node { name kind } } } }`)).data.foods.edges.map(
      ({ node }: { node: { kind: string } }) => node.kind,
    );
  const plain: string[] = await kinds("tofu");
  expect(plain[0]).toBe("GENERIC");
  expect(plain.lastIndexOf("GENERIC")).toBeLessThan(plain.indexOf("BRANDED"));
  expect((await kinds("o organics silken tofu"))[0]).toBe("BRANDED");
});
