import { beforeEach, expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { Food } from "../../../src/foods/Food.js";
import { makeDatabase } from "../../support/database.js";
import { fullZip, usdaZip } from "./usdaZip.js";

const { orm } = await makeDatabase();
beforeEach(() => orm.em.fork().execute("truncate foods, loaded_sources cascade"));

/** Imports into an empty catalogue. */
async function imported(path: string) {
  const [report] = await importUsda(orm, [path], () => {});
  const foods = await orm.em.fork().find(Food, {});
  return {
    report: report!,
    food: (sourceId: string) => foods.find((food) => food.sourceId === sourceId),
    foods,
  };
}

/** Takes a column out of a table whose fields are all in quotes. */
const without =
  (...columns: string[]) =>
  (csv: string) => {
    const header = csv.slice(0, csv.indexOf("\n")).trim().slice(1, -1).split('","');
    return csv.replace(/^".*"\r?$/gm, (row) => {
      const fields = row.trim().slice(1, -1).split('","');
      return `"${fields.filter((_, at) => !columns.includes(header[at]!)).join('","')}"`;
    });
  };
const renamed = (from: string, to: string) => (csv: string) => csv.replace(`"${from}"`, `"${to}"`);

test("branded foods of 2019, before there were brand names and markets", async () => {
  const branded_food = without(
    "brand_name",
    "subbrand_name",
    "market_country",
    "trade_channel",
    "package_weight",
  );
  const { report, food } = await imported(await usdaZip("branded", { tables: { branded_food } }));
  expect(report).toMatchObject({ read: 8, added: 8, missing: ["brand_name in branded_food.csv"] });
  expect(food("90001140")).toMatchObject({ brand: "Glencourt Inc.", gtins: ["0079893402123"] });
});

test("branded foods of today, with columns that nobody here knows", async () => {
  const food = (csv: string) => csv.replace(/^(".*")\r?$/gm, '$1,""').replace(',""', ',"microbe_data"');
  const { report } = await imported(await usdaZip("branded", { tables: { food } }));
  expect(report).toMatchObject({ added: 8, missing: [] });
});

test("columns under the names of earlier releases", async () => {
  const tables = {
    wweia_food_category: renamed("wweia_food_category", "wweia_food_category_code"),
    survey_fndds_food: renamed("wweia_category_number", "wweia_category_code"),
    food_nutrient: renamed("min_year_acquired", "min_year_acqured"),
  };
  const { report, food } = await imported(await usdaZip("fndds", { tables }));
  expect(report).toMatchObject({ added: 4, missing: [] });
  expect(food("2707152")!.category).toBe("Eggs and omelets");
});

test("Foundation foods of 2023: no top folder, no categories, a PDF inside; the report says what is missing", async () => {
  const tables = { food_category: null, food_attribute: null, food_portion: null, measure_unit: null };
  const others = { "Download API Field Descriptions.pdf": "%PDF-1.7", "all.csv.pdf": "%PDF-1.7" };
  const { report, food } = await imported(await usdaZip("foundation", { folder: "", tables, others }));
  expect(report).toMatchObject({
    added: 9,
    missing: ["food_category.csv", "food_portion.csv", "measure_unit.csv"],
  });
  expect(food("748967")).toMatchObject({ category: null, portions: [] });
});

test("columns in another order", async () => {
  const food = (csv: string) => csv.replace(/^("[^"]*"),("[^"]*"),(.*)$/gm, "$2,$1,$3");
  const { report } = await imported(await usdaZip("sr_legacy", { tables: { food } }));
  expect(report).toMatchObject({ added: 6, missing: [] });
});

test("the full download: every set in one folder, samples among them, products in several versions", async () => {
  const food = (csv: string) =>
    `${csv.trimEnd()}\n"777","sub_sample_food","Egg, sample 3","","2019-04-01"\n"90009999","branded_food","O ORGANICS, TOFU, EXTRA SILKEN","","2021-02-26"\n"888","experimental_food","Barley","","2020-01-01"\n`;
  const branded_food = (csv: string) => {
    const row = csv.split("\n").find((line) => line.startsWith('"90001140"'))!;
    return `${csv.trimEnd()}\n${row.replace("90001140", "90009999")}\n`;
  };
  const { report, foods } = await imported(await fullZip({ food, branded_food }));
  const counts = Object.groupBy(foods, ({ source }) => source);
  expect(Object.fromEntries(Object.entries(counts).map(([source, all]) => [source, all.length]))).toEqual({
    "usda-foundation": 9,
    "usda-sr-legacy": 6,
    "usda-fndds": 4,
    "usda-branded": 8,
  });
  expect(foods.find(({ gtins }) => gtins[0] === "0079893402123")).toMatchObject({
    sourceId: "90009999",
    sourceName: "O ORGANICS, TOFU, EXTRA SILKEN",
  });
  expect(report.refused.count("older version of a food, of which a later one counts")).toBe(1);
  expect(foods.every(({ release }) => release === "2024-10-31")).toBe(true);
});
