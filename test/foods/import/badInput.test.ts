import { beforeEach, expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { Food } from "../../../src/foods/Food.js";
import { makeDatabase } from "../../support/database.js";
import { usdaZip } from "./usdaZip.js";

const { orm } = await makeDatabase();
beforeEach(() => orm.em.fork().execute("truncate foods, loaded_sources cascade"));

type Tables = Record<string, (csv: string) => string | Buffer>;
type Set = Parameters<typeof usdaZip>[0];

/** Imports a changed cut into an empty catalogue. */
async function imported(set: Set, tables: Tables) {
  const [report] = await importUsda(orm, [await usdaZip(set, { tables })], () => {});
  return { report: report!, food: (sourceId: string) => orm.em.fork().findOne(Food, { sourceId }) };
}

/** What stops an import, and leaves the catalogue as it was. */
async function refusal(set: Set, tables: Tables): Promise<string> {
  await importUsda(orm, [await usdaZip("foundation")], () => {});
  const before = JSON.stringify(await orm.em.fork().find(Food, {}, { orderBy: { id: 1 } }));
  const path = await usdaZip(set, { tables });
  const error = await importUsda(orm, [path], () => {}).catch((reason: Error) => reason);
  expect(JSON.stringify(await orm.em.fork().find(Food, {}, { orderBy: { id: 1 } }))).toBe(before);
  return (error as Error).message.replace(path, "<it>");
}

test("a row with a NUL byte is left out, and the others go on", async () => {
  const { report, food } = await imported("sr_legacy", {
    food: (csv) => csv.replace("Baobab powder", "Baobab\0powder"),
  });
  expect(report.read).toBe(5);
  expect(report.refused.lines).toContain("1 × record with a NUL byte, such as record 2 of food.csv");
  expect(await food("167806")).toBeNull();
});

test("of two foods with the same id the first counts", async () => {
  const { report, food } = await imported("sr_legacy", {
    food: (csv) => `${csv.trimEnd()}\n"171287","sr_legacy_food","Egg of another hen","1","2019-04-01"\n`,
  });
  expect(report.refused.lines).toContain(
    "1 × second food with the same id, such as 171287 Egg of another hen",
  );
  expect((await food("171287"))!.name).toBe("Egg, whole, raw, fresh");
});

test.each([["-144"], ["n/a"], ["1e999"]])("an amount of %s is unknown, and counted", async (amount) => {
  const { report, food } = await imported("sr_legacy", {
    food_nutrient: (csv) => csv.replace('"172475","1008","144"', `"172475","1008","${amount}"`),
  });
  expect(report.refused.lines).toContain(
    "1 × amount that is not a number from 0 up, such as nutrient 1008 of 172475",
  );
  expect((await food("172475"))!.nutrition.energyKcal).toBeNull();
});

test("an amount of blanks is unknown and counted, never zero", async () => {
  const { report, food } = await imported("sr_legacy", {
    food_nutrient: (csv) => csv.replace('"171287","1008","143"', '"171287","1008"," "'),
  });
  expect(report.refused.lines).toContain(
    "1 × amount that is not a number from 0 up, such as nutrient 1008 of 171287",
  );
  expect((await food("171287"))!.nutrition.energyKcal).toBeNull();
});

test("of two amounts of a nutrient the first counts, and the other is counted", async () => {
  const { report, food } = await imported("sr_legacy", {
    food_nutrient: (csv) => {
      const row = csv.split("\n").find((line) => line.includes('"171287","1008","143"'))!;
      return `${csv.trimEnd()}\n${row.replace('"143"', '"599"')}\n`;
    },
  });
  expect(report.refused.lines).toContain(
    "1 × second amount of the same nutrient, such as nutrient 1008 of 171287",
  );
  expect((await food("171287"))!.nutrition.energyKcal).toBe(143);
});

test("words that every object knows are words like others", async () => {
  const { food } = await imported("branded", {
    food: (csv) =>
      `${csv.trimEnd()}\n${csv
        .trim()
        .split("\n")
        .at(-1)!
        .replace('"branded_food"', '"constructor"')
        .replace(/^"\d+"/, '"42"')}\n`,
    branded_food: (csv) => csv.replace('"0.2 PKG"', '"0.2 CONSTRUCTOR"'),
  });
  expect(await food("42")).toBeNull();
  expect((await food("90001140"))!.portions).toMatchObject([{ name: "0.2 constructor", grams: 91 }]);
});

test("a serving in a unit that makes no sense is none, and counted", async () => {
  const { report, food } = await imported("branded", {
    branded_food: (csv) => csv.replace('"91.0","g"', '"91.0","furlong"'),
  });
  expect(report.refused.lines).toContain(
    "1 × serving of a product whose weight or volume is not stated, such as 91.0 furlong of 90001140",
  );
  expect((await food("90001140"))!.portions).toEqual([]);
});

test("a barcode with a wrong check digit is kept and flagged; one that is none leaves the product without", async () => {
  const { report, food } = await imported("branded", {
    branded_food: (csv) =>
      csv.replace("079893402123", "079893402124").replace("753182169613", "75318216961X"),
  });
  expect(report.flagged.count("BARCODE_CHECK_DIGIT")).toBeGreaterThanOrEqual(1);
  expect(await food("90001140")).toMatchObject({ gtins: ["0079893402124"], flags: ["BARCODE_CHECK_DIGIT"] });
  expect(report.refused.lines).toContain(
    "1 × barcode of a product that is none, such as 75318216961X of 90000000",
  );
  expect((await food("90000000"))!.gtins).toEqual([]);
});

test.each<[string, Set, Tables, string | RegExp]>([
  [
    "Windows-1252",
    "sr_legacy",
    { food: (csv) => Buffer.from(csv.replace("Baobab", "Baobáb"), "latin1") },
    "food.csv in <it> is damaged: it is not in UTF-8; a spreadsheet may have saved it in Windows-1252",
  ],
  [
    "a header that a spreadsheet destroyed",
    "sr_legacy",
    { food: (csv) => csv.replace('"description"', '"#NAME?"') },
    /^food\.csv in <it> lacks the column description; it has fdc_id, data_type, #NAME\?/,
  ],
  [
    "a table without a header",
    "sr_legacy",
    { food_nutrient: (csv) => csv.slice(csv.indexOf("\n") + 1) },
    /^food_nutrient\.csv in <it> lacks the column fdc_id and nutrient_id and amount; it has /,
  ],
  [
    "a row with a field too many",
    "sr_legacy",
    { food_nutrient: (csv) => csv.replace('"172475","1008","144"', '"172475","x","1008","144"') },
    /^food_nutrient\.csv in <it> is damaged: record \d+ has 12 fields instead of 11$/,
  ],
  [
    "columns that are all one to the right",
    "sr_legacy",
    { food_nutrient: (csv) => csv.replace('"id","fdc_id","nutrient_id"', '"fdc_id","nutrient_id","id"') },
    "No amount in food_nutrient.csv of <it> is of a food and a nutrient that it lists.",
  ],
  [
    "a line of 50 MB",
    "sr_legacy",
    { food: (csv) => csv.replace("Baobab powder", "x".repeat(50_000_000)) },
    "food.csv in <it> is damaged: a line is longer than 1000000 bytes",
  ],
])(
  "%s stops the import with a sentence and leaves the catalogue as it was",
  async (_, set, tables, sentence) => {
    expect(await refusal(set, tables)).toMatch(sentence);
  },
);
