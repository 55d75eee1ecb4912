import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { OperatorError } from "../../../src/errors.js";
import { Food } from "../../../src/foods/Food.js";
import { makeDatabase } from "../../support/database.js";
import { cuts, scratch, usdaZip } from "./usdaZip.js";

const { orm } = await makeDatabase();
const good = await usdaZip("fndds");

afterEach(async () => {
  expect(await orm.em.fork().count(Food)).toBe(0);
});

/** Imports a good download together with a bad one: neither may leave anything behind. */
async function refusal(bad: string): Promise<string> {
  const error = await importUsda(orm, [good, bad], () => {}).then(
    () => "nothing was refused",
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OperatorError);
  return (error as OperatorError).message.replace(bad, "<it>");
}

async function file(name: string, contents: Buffer | string): Promise<string> {
  const path = join(scratch, name);
  await writeFile(path, contents);
  return path;
}

test("a path that leads nowhere", async () => {
  expect(await refusal("/nowhere/food.zip")).toBe("There is no zip or folder at <it>.");
});

test("a file that is no zip", async () => {
  const path = await file("page.zip", "<html>Not found</html>");
  expect(await refusal(path)).toBe("<it> is not a zip, or only a part of one. Download it again.");
});

test("a zip of which the end is missing", async () => {
  const whole = await readFile(await usdaZip("sr_legacy"));
  const path = await file("half.zip", whole.subarray(0, whole.length / 2));
  expect(await refusal(path)).toBe("<it> is not a zip, or only a part of one. Download it again.");
});

test("a zip in which one digit has changed", async () => {
  const whole = await readFile(await usdaZip("sr_legacy", { compress: false }));
  whole[whole.indexOf('"172475","1008","144"') + 18] = "9".charCodeAt(0);
  const path = await file("changed.zip", whole);
  expect(await refusal(path)).toBe(
    "food_nutrient.csv in <it> is damaged: its checksum is wrong. Download the zip again.",
  );
});

test("a zip of something else", async () => {
  const path = await usdaZip("sr_legacy", { tables: { food: null } });
  expect(await refusal(path)).toBe(
    "<it> holds no food.csv, so it is not a CSV download of FoodData Central.",
  );
});

test("a folder of several downloads", async () => {
  expect(await refusal(cuts)).toMatch(
    /^<it> holds several downloads \(.+, .+, .+, .+\)\. Name them one by one\.$/,
  );
});

test("a download of other foods", async () => {
  const food = (csv: string) => csv.replaceAll("sr_legacy_food", "experimental_food");
  const path = await usdaZip("sr_legacy", { tables: { food } });
  expect(await refusal(path)).toBe(
    "<it> holds no Foundation, SR Legacy, FNDDS or Branded foods, only experimental_food.",
  );
});

test.each([
  ["nutrient", "without it figures have no meaning"],
  ["food_nutrient", "without it every figure would be unknown"],
  ["foundation_food", "it tells current foods from replaced ones"],
])("a download without %s.csv", async (table, reason) => {
  const path = await usdaZip("foundation", { tables: { [table]: null } });
  expect(await refusal(path)).toBe(`<it> holds no ${table}.csv: ${reason}.`);
});

test("a table without a column that is needed", async () => {
  const food_nutrient = (csv: string) => csv.replace('"amount"', '"value"');
  const path = await usdaZip("sr_legacy", { tables: { food_nutrient } });
  expect(await refusal(path)).toMatch(
    /^food_nutrient\.csv in <it> lacks the column amount; it has id, fdc_id, /,
  );
});

test("a row with shifted columns", async () => {
  const food = (csv: string) => csv.replace('"Baobab powder",', "");
  const path = await usdaZip("sr_legacy", { tables: { food } });
  expect(await refusal(path)).toBe("food.csv in <it> is damaged: record 2 has 4 fields instead of 5");
});

test("a quote that is never closed, before it fills the memory", async () => {
  const food = (csv: string) => `${csv}"1","sr_legacy_food","${"x".repeat(2_000_000)}`;
  const path = await usdaZip("sr_legacy", { tables: { food } });
  expect(await refusal(path)).toBe("food.csv in <it> is damaged: a line is longer than 1000000 bytes");
});

test("a nutrient in another unit than it has always had", async () => {
  const nutrient = (csv: string) => csv.replace('"Sodium, Na","MG"', '"Sodium, Na","G"');
  const path = await usdaZip("sr_legacy", { tables: { nutrient } });
  expect(await refusal(path)).toBe("nutrient.csv in <it> gives nutrient 1093 in G, not in MG.");
});
