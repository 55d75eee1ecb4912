import { expect, test } from "@jest/globals";
import type { FoodData } from "../../../src/foods/import/FoodData.js";
import { offNutrients } from "../../../src/foods/import/offNutrients.js";
import { Refusals } from "../../../src/foods/import/Refusals.js";
import { openOpenFoodFacts } from "../../../src/foods/import/readOpenFoodFacts.js";
import nutrients from "../../../src/foods/nutrients.json" with { type: "json" };
import { type Cells, documentFile, exportFile } from "./offDump.js";

async function read(path: string): Promise<{ foods: FoodData[]; refused: Refusals }> {
  const refused = new Refusals();
  const foods: FoodData[] = [];
  for await (const food of (await openOpenFoodFacts(path)).foods(refused)) foods.push(food);
  return { foods, refused };
}

const foodOf = async (product: Cells, layout: 2024 | 2026 = 2026) =>
  (await read(await exportFile([product], layout))).foods[0]!;

const spread: Cells = {
  code: "0012345678905",
  product_name: "HAZELNUT SPREAD",
  generic_name: "Spread with hazelnuts &amp; cocoa",
  brands: "Sample Kitchen, Sample Group",
  brand_owner: "Sample Group Ltd",
  quantity: "350 g",
  categories_tags: "en:breakfasts,en:spreads,en:hazelnut-spreads,en:null",
  labels_tags: "en:no-gluten,en:vegetarian,en:organic",
  countries_tags: "en:france,en:united-kingdom,en:world",
  ingredients_text: 'Sugar, "hazelnuts" 20 %, cocoa',
  ingredients_analysis_tags: "en:palm-oil-free,en:non-vegan,en:maybe-vegetarian",
  allergens: "en:nuts,en:milk,fr:lupin sauvage",
  traces_tags: "en:soybeans,en:milk",
  serving_size: "1 Tbsp (15 g)",
  "energy-kj_100g": "2252",
  "energy-kcal_100g": "540",
  energy_100g: "2252",
  fat_100g: "31",
  "saturated-fat_100g": "10.5",
  carbohydrates_100g: "57",
  sugars_100g: "56",
  proteins_100g: "6",
  salt_100g: "0.1",
  "vitamin-d_100g": "0.0000015",
  "vitamin-c_100g": "0.012",
  calcium_100g: "0.11",
};

test.each([2024, 2026] as const)("a product of the layout of %i", async (layout) => {
  expect(await foodOf(spread, layout)).toEqual({
    source: "openfoodfacts",
    sourceKey: "0012345678905",
    sourceId: "0012345678905",
    release: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    published: "2025-10-09T08:53:20Z",
    kind: "BRANDED",
    name: "Hazelnut Spread",
    sourceName: "HAZELNUT SPREAD",
    synonyms: ["Spread with hazelnuts & cocoa"],
    category: "Hazelnut spreads",
    preparation: null,
    brand: "Sample Kitchen",
    brandOwner: "Sample Group Ltd",
    gtins: ["0012345678905"],
    ingredients: 'Sugar, "hazelnuts" 20 %, cocoa',
    allergens: { NUTS: "YES", MILK: "YES", SOYBEANS: "TRACES", GLUTEN: "NO" },
    diets: { VEGETARIAN: true, ORGANIC: true, PALM_OIL_FREE: true, VEGAN: false },
    markets: ["FR", "GB"],
    language: null,
    per: "100 g",
    nutrition: {
      energyKcal: 540,
      proteinG: 6,
      fatG: 31,
      saturatedFatG: 10.5,
      transFatG: null,
      cholesterolMg: null,
      carbohydrateG: 57,
      sugarsG: 56,
      addedSugarsG: null,
      fiberG: null,
      sodiumMg: 40,
      potassiumMg: null,
      calciumMg: 110,
      ironMg: null,
      vitaminDMcg: 1.5,
    },
    energyKj: 2252,
    energyBasis: "STATED",
    carbohydrateBasis: "AVAILABLE",
    panel: new Map([
      [1008, 540],
      [1062, 2252],
      [1003, 6],
      [1004, 31],
      [1258, 10.5],
      [2039, 57],
      [2000, 56],
      [1093, 40],
      [1087, 110],
      [1114, 1.5],
      [1162, 12],
    ]),
    portions: [
      { name: "1 tbsp", amount: 1, unit: "tbsp", grams: 15, origin: "LABEL" },
      { name: "1 package (350 g)", amount: 1, unit: "package", grams: 350, origin: "LABEL" },
    ],
  });
});

test("an allergen that is none of the fourteen is counted, not lost in silence", async () => {
  const { refused } = await read(await exportFile([spread]));
  expect(refused.lines).toEqual([
    "1 × allergen that is none of the fourteen, such as fr:lupin sauvage of 0012345678905",
  ]);
});

test("stated sodium counts more than the sodium of the salt", async () => {
  const food = await foodOf({ sodium_100g: "0.05", salt_100g: "0.2" });
  expect(food.nutrition.sodiumMg).toBe(50);
  expect((await foodOf({})).nutrition.sodiumMg).toBeNull();
});

test("kJ are stated, converted, or computed by Open Food Facts and then left out", async () => {
  const energy = async (cells: Cells) => {
    const { nutrition, energyKj, energyBasis } = await foodOf(cells);
    return [nutrition.energyKcal, energyKj, energyBasis];
  };
  expect(await energy({ "energy-kcal_100g": "100", energy_100g: "418" })).toEqual([100, null, "STATED"]);
  expect(await energy({ "energy-kcal_100g": "100", energy_100g: "430" })).toEqual([100, 430, "STATED"]);
  expect(await energy({ energy_100g: "418.4" })).toEqual([100, 418.4, "CONVERTED"]);
  expect(await energy({})).toEqual([null, null, null]);
});

test("what a label calls carbohydrate depends on where it is read", async () => {
  const basis = async (countries: string) => {
    const food = await foodOf({ countries_tags: countries, carbohydrates_100g: "50" });
    return [food.carbohydrateBasis, food.nutrition.carbohydrateG, ...food.panel];
  };
  expect(await basis("en:italy")).toEqual(["AVAILABLE", 50, [2039, 50]]);
  expect(await basis("en:united-states,en:canada")).toEqual(["BY_DIFFERENCE", 50, [1005, 50]]);
  expect(await basis("en:united-states,en:italy")).toEqual([null, 50, [2039, 50]]);
  expect(await basis("en:world")).toEqual([null, 50, [2039, 50]]);
});

test("per 100 ml where the serving is a volume, or for a drink that is sold by volume", async () => {
  const per = async (cells: Cells) => (await foodOf(cells)).per;
  expect(await per({ serving_size: "1 bottle (330 ml)" })).toBe("100 ml");
  expect(await per({ quantity: "33 cl", categories_tags: "en:beverages,en:beers" })).toBe("100 ml");
  expect(await per({ quantity: "900 ml", categories_tags: "en:ice-creams" })).toBe("100 g");
  expect(await per({ quantity: "1 l", serving_size: "30 g" })).toBe("100 g");
});

test.each([
  ["8 fl oz (240 ml)", "8 fl oz", 240],
  ["12 FL OZ", "12 fl oz", 360],
  ["8 OZA (240 ml)", "8 fl oz", 240],
  ["25 cl", "1 serving (250 ml)", 250],
])("a serving of %j is a volume", async (serving_size, name, millilitres) => {
  const { per, portions } = await foodOf({ serving_size });
  expect([per, portions]).toMatchObject(["100 ml", [{ name, millilitres }]]);
});

test.each([
  ["1/2 cup (120 ml)", "1/2 cup", 0.5],
  ["1 1/2 cups (360 ml)", "1 1/2 cups", 1.5],
])("a serving of %j is a fraction of its unit", async (serving_size, name, amount) => {
  const [portion] = (await foodOf({ serving_size })).portions;
  expect(portion).toMatchObject({ name, amount, unit: name.split(" ").at(-1) });
});

test.each(["1e18", "-5", "yesterday", "0", "1760000000.9"])(
  "a change at %j is a date or none",
  async (last_modified_t) => {
    const { published } = await foodOf({ last_modified_t });
    expect(published).toBe(last_modified_t === "1760000000.9" ? "2025-10-09T08:53:20Z" : null);
  },
);

test("alcohol is a share of the volume: 5 % are 3.945 g in 100 ml, and unknown in 100 g", async () => {
  const alcohol = async (quantity: string) =>
    (await foodOf({ quantity, categories_tags: "en:beverages", alcohol_100g: "5" })).panel.get(1018);
  expect(await alcohol("500 ml")).toBe(3.945);
  expect(await alcohol("500 g")).toBeUndefined();
});

test("countries by their names of now and before, parts of one, and what is none", async () => {
  const countries_tags = [
    "en:france,en:cote-d-ivoire,en:czech-republic,en:turkey,en:bosnia-and-herzegovina,en:hong-kong",
    "en:saint-lucia,en:burma,en:scotland,en:united-kingdom,en:reunion,en:world,xx:atlantis",
  ].join(",");
  const { foods, refused } = await read(await exportFile([{ countries_tags }]));
  expect(foods[0]!.markets).toEqual(["BA", "CI", "CZ", "FR", "GB", "HK", "LC", "MM", "RE", "TR"]);
  expect(refused.lines).toEqual(["1 × country that has no code, such as xx:atlantis of 4000000000013"]);
});

test("every nutrient goes into the unit that the reference list has for it", () => {
  const units = new Map(nutrients.map(({ id, unit }) => [id, unit]));
  const perGram = { 1: "g", 1000: "mg", 1000000: "µg" } as Record<number, string>;
  for (const [name, [id, factor]] of Object.entries(offNutrients))
    expect([name, units.get(id)]).toEqual([name, perGram[factor]]);
});

test.each([
  ["28.3495g", [["1 serving (28.3495 g)", 28.3495]]],
  ["14.000000000000002g", [["1 serving (14 g)", 14]]],
  ["2 CIGARS (43 g)", [["2 cigars", 43]]],
  ["1 ONZ (28 g)", [["1 oz", 28]]],
  ["17 PIECES | ABOUT (40 g)", [["17 pieces", 40]]],
  ["1,5 kg", [["1 serving (1500 g)", 1500]]],
  ["1,000 g", [["1 serving (1000 g)", 1000]]],
  ["1.000 g", []],
  ["30.000 g", [["1 serving (30 g)", 30]]],
  ["1,250 kg", [["1 serving (1250 g)", 1250]]],
  ["1 handful", []],
  [`${"9".repeat(400)} g`, []],
  ["0 g", []],
])("a serving of %j", async (serving_size, portions) => {
  expect((await foodOf({ serving_size })).portions.map(({ name, grams }) => [name, grams])).toEqual(portions);
});

test("the more careful statement about an allergen wins, and a contradiction about a diet is unknown", async () => {
  const food = await foodOf({
    labels_tags: "en:no-gluten,en:nut-free,en:vegan,en:no-lactose",
    allergens: "en:gluten",
    traces_tags: "en:nuts",
    ingredients_analysis_tags: "en:non-vegan,en:vegetarian",
  });
  expect(food.allergens).toEqual({ GLUTEN: "YES", NUTS: "TRACES" });
  expect(food.diets).toEqual({ VEGETARIAN: true });
});

test.each([
  ["4000000000013", "4000000000013"],
  ["00096385", "00096385"],
  ["12345678905", "0012345678905"],
  ["012345678905", "0012345678905"],
  ["00000000000000012345678905", null],
  ["0000000012345678905", "0012345678905"],
  ["12345678901234567890", null],
  ["not a code", null],
  ["3.01762E12", null],
  ["0000000", null],
])("the code %j is the barcode %j", async (code, gtin) => {
  // One code in powers of ten is a slip; many are a spreadsheet.
  const more = Array.from({ length: 100 }, () => ({}));
  const { foods, refused } = await read(await exportFile([{ code: "4000000000006" }, { code }, ...more]));
  expect(foods.length).toBe(gtin === null ? 101 : 102);
  if (gtin !== null) expect(foods[1]!.sourceKey).toBe(gtin);
  expect(refused.count("product whose code is no barcode")).toBe(gtin === null ? 1 : 0);
});

test("no name, a negative figure and one that is no number are left out and counted", async () => {
  const { foods, refused } = await read(
    await exportFile([
      { code: "4000000000006", product_name: "  " },
      { fat_100g: "-1", proteins_100g: "3,5", sugars_100g: "0" },
    ]),
  );
  expect(foods.map(({ nutrition: { fatG, proteinG, sugarsG } }) => [fatG, proteinG, sugarsG])).toEqual([
    [null, null, 0],
  ]);
  expect(refused.lines).toEqual([
    "1 × product without a name, such as 4000000000006",
    "1 × negative figure, such as fat -1 of 4000000000013",
    "1 × figure that is no number, such as proteins 3,5 of 4000000000013",
  ]);
});

const juice = {
  code: "4000000000020",
  lang: "de",
  product_name: "Apfelsaft",
  product_name_de: "Apfelsaft",
  product_name_en: "Apple juice",
  product_name_fr: "Jus de pomme",
  generic_name_de: "Saft aus Äpfeln",
  brands: "Sample Kitchen",
  categories_tags: ["en:beverages", "en:apple-juices"],
  labels_tags: ["en:vegan"],
  allergens_tags: ["en:none"],
  countries_tags: ["en:germany", "en:austria"],
  nutrition_data_per: "100ml",
  quantity: "1 l",
  serving_size: "200 ml",
  last_modified_t: 1760000000,
};

test("a document of the JSONL dump: languages, tags and figures", async () => {
  const nutriments = {
    "energy-kcal_100g": 46,
    energy_100g: 192,
    "energy-kcal_serving": 92,
    carbohydrates_100g: "11",
    fat_prepared_100g: 5,
    "fruits-vegetables-nuts_100g": 100,
  };
  const { foods, refused } = await read(await documentFile([{ ...juice, nutriments }]));
  expect(foods[0]).toMatchObject({
    name: "Apfelsaft",
    language: "de",
    synonyms: ["Apple juice", "Jus de pomme", "Saft aus Äpfeln"],
    category: "Apple juices",
    markets: ["AT", "DE"],
    allergens: {},
    diets: { VEGAN: true },
    per: "100 ml",
    nutrition: { energyKcal: 46, carbohydrateG: 11, fatG: null },
    portions: [{ name: "1 serving (200 ml)", millilitres: 200 }, { name: "1 package (1000 ml)" }],
  });
  expect(refused.lines).toEqual([]);
});

test("what is neither a number nor one in digits is no figure, and a word that every object knows no diet", async () => {
  const nutriments = { fat_100g: [], proteins_100g: true, sugars_100g: " ", salt_100g: "0" };
  const labels_tags = ["constructor", "toString"];
  const { foods, refused } = await read(await documentFile([{ ...juice, labels_tags, nutriments }]));
  expect(foods[0]!.nutrition).toMatchObject({ fatG: null, proteinG: null, sugarsG: null, sodiumMg: 0 });
  expect(foods[0]!.diets).toEqual({});
  expect(refused.count("figure that is no number")).toBe(3);
});

test("a document of schema 1003: figures of the aggregated set, no estimates", async () => {
  const nutrition = {
    aggregated_set: {
      preparation: "as_sold",
      per: "100ml",
      nutrients: {
        "energy-kcal": { value: 46, unit: "kcal", source: "packaging" },
        carbohydrates: { value: 11, unit: "g", source: "packaging" },
        fiber: { value: 0.2, unit: "g", source: "estimate" },
      },
    },
  };
  const document = { ...juice, product_name: "", nutrition_data_per: undefined, nutrition };
  const { foods } = await read(await documentFile([document]));
  expect(foods[0]).toMatchObject({
    name: "Apfelsaft",
    per: "100 ml",
    nutrition: { energyKcal: 46, fiberG: null },
  });
  expect([...foods[0]!.panel.keys()]).toEqual([1008, 2039]);
});

test("figures per serving alone are unknown and counted, and what is no food is left out", async () => {
  const perServing = { ...juice, nutrition_data_per: "serving", nutriments: { "energy-kcal_serving": 92 } };
  const soap = { ...juice, code: "4000000000037", product_type: "beauty" };
  const { foods, refused } = await read(await documentFile([perServing, soap]));
  expect(foods.map(({ nutrition }) => nutrition.energyKcal)).toEqual([null]);
  expect(refused.count("figures per serving alone, with no weight of it")).toBe(1);
  expect(refused.count("product that is no food")).toBe(1);
});
