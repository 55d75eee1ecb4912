import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { everydayLabels, householdLabels, type Label } from "../../../bench/labels.js";
import { Match } from "../../../src/foods/search/matchOf.js";
import { type FoundFood, type FoundFoods, searchFoods } from "../../../src/foods/search/searchFoods.js";
import { makeDatabase } from "../../support/database.js";
import { Program } from "../../support/program.js";

const folder = join(import.meta.dirname, "../../../../shared/data/usda");
const sets = [
  "FoodData_Central_foundation_food_csv_2024-10-31.zip",
  "FoodData_Central_sr_legacy_food_csv_2018-04.rebuilt.zip",
  "FoodData_Central_survey_food_csv_2024-10-31.rebuilt.zip",
  "FoodData_Central_branded_food_csv_sample.rebuilt.zip",
].map((name) => join(folder, name));

const database = await makeDatabase();
const present = sets.every((path) => existsSync(path)) && householdLabels().length > 0;
if (!present) console.warn(`Skipped: the downloads of USDA and the household names are not in ${folder}/…`);

(present ? describe : describe.skip)("13,541 generic foods and 7,817 products", () => {
  beforeAll(async () => {
    const { ended } = new Program("cli/main.js", ["import", "usda", ...sets], { DATABASE_URL: database.url });
    expect((await ended).code).toBe(0);
  }, 240_000);

  async function answerTo(query: string): Promise<FoundFoods> {
    const pool = await database.orm.em.getConnection().getNativeClient();
    const reader = { pool, publicUrl: "https://larder.test", viewer: null };
    return searchFoods(reader, { query, filter: {}, first: 5, after: null }, new Set());
  }

  const search = async (query: string): Promise<readonly FoundFood[]> => (await answerTo(query)).found;

  interface Score {
    readonly queries: number;
    /** How many of 100 positives have a right food at this place or before. */
    readonly hit: (most: number) => number;
    /** How many of 100 negatives were met with nothing or FUZZY. */
    readonly refused: number;
  }

  async function score(labels: readonly Label[]): Promise<Score> {
    const answers: (readonly FoundFood[])[] = [];
    // One after the other: a pool has ten connections, and a busy machine little patience.
    for (const { query } of labels) answers.push(await search(query));
    const percent = (
      isRight: (label: Label, answer: readonly FoundFood[]) => boolean,
      of: readonly Label[],
    ) => (100 * of.filter((label) => isRight(label, answers[labels.indexOf(label)]!)).length) / of.length;
    const positives = labels.filter(({ accepts }) => accepts);
    return {
      queries: labels.length,
      hit: (most) =>
        percent(({ accepts }, answer) => {
          const foods = answer.map(({ node }) => ({
            ...node,
            sourceId: node.sourceLabel.split(" ").at(-1)!,
          }));
          return foods.slice(0, most).some(accepts!);
        }, positives),
      refused: percent(
        (_, [first]) => !first || first.match === Match.FUZZY,
        labels.filter(({ accepts }) => !accepts),
      ),
    };
  }

  const everyday = everydayLabels();

  // What `npm run bench -- relevance` prints, rounded down: docs/search.md has the figures.
  test.each([
    ["household names", householdLabels(), 507, [67, 84, 89], 55],
    [
      "everyday queries, the half that was tuned on",
      everyday.filter(({ half }) => half === "tuned"),
      211,
      [96, 100, 100],
      100,
    ],
    [
      "everyday queries, the other half",
      everyday.filter(({ half }) => half === "held out"),
      218,
      [95, 99, 99],
      100,
    ],
  ])(
    "%s find their food at least as often as documented",
    async (_, labels, queries, [first, three, five], refused) => {
      const scored = await score(labels);
      expect(scored.queries).toBe(queries);
      expect(scored.hit(1)).toBeGreaterThanOrEqual(first!);
      expect(scored.hit(3)).toBeGreaterThanOrEqual(three!);
      expect(scored.hit(5)).toBeGreaterThanOrEqual(five!);
      expect(scored.refused).toBeGreaterThanOrEqual(refused);
    },
    120_000,
  );

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
    ["rice", /^Rice, white/],
    ["apple", /^Apples?, /],
    ["bread", /^Bread, /],
    ["roast beef", /^Beef, roast$/],
    ["sirloin steak", /^Beef, .*sirloin/],
    ["hash browns", /^Potatoes, hash brown/],
    ["pepperoni pizza", /pepperoni pizza|with pepperoni/i],
    ["jello", /^Gelatin dessert/],
    ["pork sausage", /^Pork sausage/],
    ["cornbread", /^Cornbread/],
    ["flour", /^Flour, wheat, all-purpose/],
    ["fresh ginger", /^Ginger root/],
    ["animal crackers", /^Cookies, animal crackers/],
    ["eggplant parmesan", /^Eggplant parmesan/],
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
    ["letuse", /^Lettuce/],
    ["aubergene", /^Eggplant/],
    ["chiken brest", /^Chicken,? breast/],
  ])("%s is mended", async (query, expected) => {
    expect((await search(query))[0]!.node.name).toMatch(expected);
  });

  test.each([
    ["brocolli", "broccoli", null],
    ["courgettes", "zucchini", null],
    ["2 eggs", "egg", "2"],
    ["a slice of wholemeal bread", "whole wheat bread", "a slice of"],
    ["85/15 ground beef", "85% ground beef", null],
    ["beansprouts", "bean sprout", null],
    ["whole milk", null, null],
    ["2% milk", null, null],
    ["753182169613", "0753182169613", null],
  ])("the answer to %s says that it was read as %s, without the amount %s", async (query, readAs, amount) => {
    const { found, ...told } = await answerTo(query);
    expect(found).not.toEqual([]);
    expect(told).toMatchObject({ readAs, amount, suggestion: null });
  });

  test("a query that nothing fits is answered with nothing, and with one that finds something", async () => {
    const { found, suggestion } = await answerTo("quantum flux milk capacitor");
    expect(found).toEqual([]);
    expect(suggestion).toBe("milk");
    expect(await search(suggestion!)).toHaveLength(5);
  });

  test.each([
    ["gluten-free flour", Match.FUZZY, /^Pasta, gluten-free, corn and rice flour/],
    ["minestrone", Match.EXACT, /minestrone$/i],
    ["clam chowder", Match.EXACT, /clam chowder$/],
  ])("%s is answered %s, by what the part of the name says", async (query, match, name) => {
    expect((await search(query))[0]).toMatchObject({ match, node: { name: expect.stringMatching(name) } });
  });

  test("foods that fit about equally well are marked", async () => {
    const found = await search("grapes");
    expect(found[0]).toMatchObject({ nearTie: true, node: { name: expect.stringMatching(/^Grapes/) } });
    expect((await search("mccormick paprika"))[0]!.nearTie).toBe(false);
  });

  test("pages follow one another without a gap or a repeat, also behind the foods that got a second look", async () => {
    const pool = await database.orm.em.getConnection().getNativeClient();
    const reader = { pool, publicUrl: "https://larder.test", viewer: null };
    const page = (first: number, after: string | null) =>
      searchFoods(reader, { query: "chicken", filter: {}, first, after }, new Set());
    const all = (await page(120, null)).found.map(({ node }) => node.globalId);
    const paged: string[] = [];
    for (let after: string | null = null; paged.length < 120; ) {
      const { found } = await page(7, after);
      paged.push(...found.map(({ node }) => node.globalId));
      after = found.at(-1)!.cursor;
    }
    expect(new Set(all).size).toBe(120);
    expect(paged.slice(0, 120)).toEqual(all);
  });
});
