import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type FoundFood, Match, searchFoods } from "../../src/foods/searchFoods.js";
import { makeDatabase } from "../support/database.js";
import { Program } from "../support/program.js";

const folder = join(import.meta.dirname, "../../../shared/data");
const sets = [
  "FoodData_Central_foundation_food_csv_2024-10-31.zip",
  "FoodData_Central_sr_legacy_food_csv_2018-04.rebuilt.zip",
  "FoodData_Central_survey_food_csv_2024-10-31.rebuilt.zip",
].map((name) => join(folder, "usda", name));
const labels = join(folder, "relevance/household-foods.dev.jsonl");

interface Label {
  readonly query: string;
  readonly kind: "positive" | "negative";
  readonly accepted: readonly { readonly fdcId: number }[];
  readonly in_catalogue: boolean | null;
}

const database = await makeDatabase();
const present = existsSync(labels);
if (!present) console.warn(`Skipped: the household queries are not at ${labels}.`);

(present ? describe : describe.skip)("household words on the 13,541 generic foods", () => {
  const all = present
    ? readFileSync(labels, "utf8")
        .trim()
        .split("\n")
        .map((line): Label => JSON.parse(line))
    : [];

  beforeAll(async () => {
    const { ended } = new Program("cli/main.js", ["import", "usda", ...sets], { DATABASE_URL: database.url });
    expect((await ended).code).toBe(0);
  }, 60_000);

  async function search(query: string): Promise<readonly FoundFood[]> {
    const pool = await database.orm.em.getConnection().getNativeClient();
    const reader = { pool, publicUrl: "https://larder.test" };
    return (await searchFoods(reader, { query, kind: null, first: 5, after: null }, new Set())).found;
  }

  /** At which place the accepted food came; -1 if not among the first five. */
  async function placeOf({ query, accepted }: Label): Promise<number> {
    const ids = accepted.map(({ fdcId }) => String(fdcId));
    return (await search(query)).findIndex(({ node }) => ids.includes(node.sourceLabel.split(" ").at(-1)!));
  }

  test("the accepted food comes first for 64 of 100, among three for 79, among five for 85", async () => {
    const known = all.filter((label) => label.in_catalogue);
    const places = await Promise.all(known.map(placeOf));
    const share = (most: number) =>
      (100 * places.filter((place) => place >= 0 && place < most).length) / known.length;
    expect(known).toHaveLength(489);
    expect(share(1)).toBeGreaterThanOrEqual(64);
    expect(share(3)).toBeGreaterThanOrEqual(79);
    expect(share(5)).toBeGreaterThanOrEqual(85);
  });

  test("where nothing right exists, hardly anything claims to be exact", async () => {
    const negatives = all.filter(({ kind }) => kind === "negative");
    const answers = await Promise.all(negatives.map(({ query }) => search(query)));
    const claims = negatives.filter((_, at) => answers[at]![0]?.match === Match.EXACT);
    expect(negatives).toHaveLength(18);
    expect(claims.length).toBeLessThanOrEqual(2);
  });

  test.each([
    ["oil", /^Oil|oil$/i],
    ["ham", /\bham\b/i],
    ["corn", /\bcorn\b/i],
    ["water", /\bwater\b/i],
    ["salt", /\bsalt\b/i],
  ])("%s is not found inside another word", async (query, expected) => {
    const found = await search(query);
    expect(found).toHaveLength(5);
    for (const { node } of found.slice(0, 3)) expect(node.name).toMatch(expected);
  });

  test.each([
    ["milk", /^Milk, /],
    ["butter", /^Butter, /],
    ["rice", /^Rice, /],
    ["apple", /^Apples?, /],
    ["bread", /^Bread, /],
  ])("%s is the plain food and no dish with it", async (query, expected) => {
    expect((await search(query))[0]!.node.name).toMatch(expected);
  });

  test.each([
    ["courgette", /zucchini/i],
    ["aubergine", /eggplant/i],
    ["prawns", /shrimp/i],
    ["Gruyère", /gruyere/i],
    ["whole milk", /^Milk, whole/],
    ["milk whole", /^Milk, whole/],
    ["wholemeal bread", /whole.wheat/i],
    ["unsalted butter", /^Butter, without salt|unsalted/i],
  ])("%s is read as the catalogue writes it", async (query, expected) => {
    const [first] = await search(query);
    expect(first).toMatchObject({ match: Match.EXACT, node: { name: expect.stringMatching(expected) } });
  });

  test.each([
    ["brocolli", /^Broccoli/],
    ["beansprouts", /^Bean sprouts/],
    ["tomatos", /^Tomato/],
    ["chiken brest", /^Chicken,? breast/],
  ])("%s is mended", async (query, expected) => {
    expect((await search(query))[0]!.node.name).toMatch(expected);
  });
});
