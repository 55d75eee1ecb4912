import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RuleName } from "../../../src/foods/plausibility.js";
import { makeDatabase } from "../../support/database.js";
import { Program } from "../../support/program.js";

const sample = join(
  import.meta.dirname,
  "../../../../shared/data/usda/FoodData_Central_branded_food_csv_sample.rebuilt.zip",
);
const { orm, url } = await makeDatabase();
const present = existsSync(sample);
if (!present) console.warn(`Skipped: the sample of Branded Foods is not at ${sample}.`);

(present ? describe : describe.skip)("7,817 products as their labels say", () => {
  beforeAll(async () => {
    await new Program("cli/main.js", ["import", "usda", sample], { DATABASE_URL: url }).ended;
  }, 60_000);

  const count = async (condition: string) =>
    (
      await orm.em.fork().execute<{ foods: number }[]>(`select count(*)::int foods from foods ${condition}`)
    )[0]!.foods;
  const flagged = (rule: RuleName) => count(`where '${rule}' = any(flags)`);

  test("all of them are here", async () => {
    expect(await count("")).toBe(7817);
  });

  test.each([
    ["ENERGY_ABOVE_FAT", 4],
    ["MACROS_ABOVE_WHOLE", 1],
    ["SODIUM_ABOVE_SALT", 2],
    ["SATURATED_FAT_ABOVE_FAT", 2],
    ["BARCODE_CHECK_DIGIT", 31],
  ] as const)("%s: %i", async (rule, foods) => {
    expect(await flagged(rule)).toBe(foods);
  });

  test("energy off the macronutrients: 115 by plain 4, 9 and 4 kcal/g, 99 when fibre and sugar alcohols are allowed for", async () => {
    const plain = await count(`where energy_kcal > 13
      and abs(energy_kcal - 4 * protein_g - 9 * fat_g - 4 * carbohydrate_g)
        > 0.3 * (4 * protein_g + 9 * fat_g + 4 * carbohydrate_g) + 5`);
    expect([plain, await flagged("ENERGY_OFF_MACROS")]).toEqual([115, 99]);
  });
});
