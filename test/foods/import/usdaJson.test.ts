import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { OperatorError } from "../../../src/errors.js";
import type { FoodData } from "../../../src/foods/import/FoodData.js";
import { Refusals } from "../../../src/foods/import/Refusals.js";
import { readJsonElements } from "../../../src/foods/import/readJsonElements.js";
import { openUsda } from "../../../src/foods/import/readUsda.js";
import { makeDatabase } from "../../support/database.js";
import { arrays, type CutSet, jsonFile, jsonZip, recordsOf } from "./usdaJson.js";
import { usdaZip } from "./usdaZip.js";

const { orm } = await makeDatabase();

async function read(path: string): Promise<{ foods: Map<string, FoodData>; refused: Refusals }> {
  const refused = new Refusals();
  const download = await openUsda(path);
  const foods = new Map<string, FoodData>();
  for await (const food of download.foods(refused)) foods.set(food.sourceId, food);
  download.close();
  return { foods, refused };
}

const food = { fdcId: 1, description: "Oats", foodNutrients: [] };

test.each(["foundation", "sr_legacy", "fndds", "branded"] as CutSet[])(
  "%s gives the same foods as JSON and as CSV",
  async (set) => {
    const csv = await read(await usdaZip(set));
    const release = [...csv.foods.values()][0]!.release;
    const json = await read(await jsonZip(set, await recordsOf(set), release));
    expect(csv.foods.size).toBeGreaterThan(3);
    expect([...json.foods.keys()].sort()).toEqual([...csv.foods.keys()].sort());
    for (const [id, expected] of csv.foods) {
      const { panel, ...rest } = expected;
      // A blank amount of a nutrient that the tables do not list is in neither.
      const { panel: jsonPanel, ...jsonRest } = json.foods.get(id)!;
      expect(jsonRest).toEqual(rest);
      expect([...jsonPanel].sort()).toEqual([...panel].sort());
    }
  },
);

test("a download as JSON over one as CSV changes nothing", async () => {
  await importUsda(orm, [await usdaZip("sr_legacy")], () => {});
  const [again] = await importUsda(
    orm,
    [await jsonZip("sr_legacy", await recordsOf("sr_legacy"), "2018-04")],
    () => {},
  );
  expect(again).toMatchObject({ added: 0, updated: 0 });
});

test("records are found however the file is broken into lines, and whatever their text holds", async () => {
  const odd = { ...food, description: 'Oats "}],[{" \\', footnote: "\\", nested: [{ a: [1, { b: "]" }] }] };
  const text = JSON.stringify(
    { note: "[{", FoundationFoods: [null, food, { ...odd, fdcId: 2 }, null] },
    null,
    2,
  );
  const { foods } = await read(await jsonFile(`\uFEFF \n${text}\n`));
  expect([...foods.values()].map(({ name }) => name)).toEqual(["Oats", 'Oats "}],[{" \\']);
});

test("records that cannot be used are left out and counted, and the run goes on", async () => {
  const text = `{"SRLegacyFoods": [${[
    JSON.stringify({ ...food, description: "" }),
    JSON.stringify({ ...food, isHistoricalReference: true }),
    "{ no json }",
    JSON.stringify({
      ...food,
      fdcId: 3,
      foodNutrients: [
        { nutrient: { id: 1003, unitName: "g" }, amount: -1 },
        { nutrient: { id: 1093, unitName: "g" }, amount: 1 },
        { nutrient: { id: 1004, unitName: "g" }, amount: 0 },
        { nutrient: null, amount: 5 },
        { nutrient: { id: 99_999, unitName: "g" }, amount: 5 },
        null,
      ],
      foodPortions: [{ gramWeight: 0, portionDescription: "1 cup" }],
      foodAttributes: "none",
    }),
  ].join(",")}, {"fdcId": 4, "description": "${"x".repeat(17_000_000)}"}]}`;
  const { foods, refused } = await read(await jsonFile(text));
  expect([...foods.keys()]).toEqual(["3"]);
  expect([...foods.get("3")!.panel]).toEqual([[1004, 0]]);
  expect(refused.lines.map((line) => line.split(", such as")[0]).sort()).toEqual([
    "1 × amount in another unit than the nutrient has always had",
    "1 × amount that is not a number from 0 up",
    "1 × food without an id or a name",
    "1 × older version of a food, replaced in this release",
    "1 × portion that weighs nothing",
    "1 × record that is no JSON",
    "1 × record that is too long",
    "2 × amount of a nutrient whose id is none",
  ]);
});

test.each([
  [
    "half of it",
    JSON.stringify({ SRLegacyFoods: [food, food] }).slice(0, 60),
    /is damaged: it ends before its last bracket/,
  ],
  [
    "another array",
    '{"recipes": [{"a": 1}]}',
    /no download of FoodData Central: its array is called recipes/,
  ],
  ["no foods", '{"FoundationFoods": []}', /no download of FoodData Central: it holds no foods/],
  [
    "too many brackets",
    '{"FoundationFoods": [{}]}}',
    /is damaged: a bracket is closed that was never opened/,
  ],
])("%s stops at once with one sentence", async (_, text, sentence) => {
  const error = await read(await jsonFile(text)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OperatorError);
  expect((error as OperatorError).message).toMatch(sentence);
});

test("a zip in which one byte has changed stops with one sentence, whether or not its name has a date", async () => {
  for (const release of ["2018-04", "of-no-date"]) {
    const path = await jsonZip("sr_legacy", [food], release, false);
    const bytes = await readFile(path);
    bytes[bytes.indexOf("Oats")] = "B".charCodeAt(0);
    await writeFile(path, bytes);
    await expect(read(path)).rejects.toThrow(/is damaged: its checksum is wrong\. Download/);
  }
});

test("a file without a date in its name is of the date of its youngest food", async () => {
  const dated = ["4/1/2019", "10/31/2024", "9/9/2020"].map((publicationDate, at) => ({
    ...food,
    fdcId: at + 1,
    publicationDate,
  }));
  const { foods } = await read(await jsonFile(JSON.stringify({ BrandedFoods: dated }, null, 1)));
  expect([...foods.values()].map(({ release, published }) => [release, published])).toEqual([
    ["2024-10-31", "2019-04-01"],
    ["2024-10-31", "2024-10-31"],
    ["2024-10-31", "2020-09-09"],
  ]);
});

test("every array of USDA is known", async () => {
  for (const [set, array] of Object.entries(arrays)) {
    const { foods } = await read(await jsonFile(JSON.stringify({ [array]: [food] })));
    expect([...foods.values()][0]!.source).toBe(`usda-${set.replace("_", "-")}`);
  }
});

test("a record comes out before the next piece of the file is read, so that no file is too long", async () => {
  let pieces = 0;
  async function* file() {
    yield Buffer.from('{"BrandedFoods": [');
    for (; pieces < 1000; pieces++) yield Buffer.from(`${pieces ? "," : ""}{"fdcId": ${pieces}}`);
    yield Buffer.from("]}");
  }
  let seen = 0;
  for await (const elements of readJsonElements(file(), 100)) {
    for (const { bytes } of elements) {
      expect(bytes!.toString()).toBe(`{"fdcId": ${pieces}}`);
      seen += 1;
    }
  }
  expect(seen).toBe(1000);
});
