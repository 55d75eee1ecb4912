import { expect, test } from "@jest/globals";
import { makeDatabase } from "../../support/database.js";
import { makeFood } from "../../support/make.js";
import { Program } from "../../support/program.js";

const { orm, url } = await makeDatabase();
await makeFood(orm, { name: "Egg, whole, raw, fresh" });
await makeFood(orm, { name: "Egg, white, raw, fresh" });
await makeFood(orm, { name: "Bread, egg", gtins: ["0012345678905"] });

const larder = async (...args: string[]) =>
  (await new Program("cli/main.js", ["search", ...args], { DATABASE_URL: url }).ended).output;

test("larder search prints what every door answers, and what the words were read as", async () => {
  expect(await larder("2", "eggs")).toBe(
    [
      "Read as: egg",
      "Amount left out: 2",
      " 1. EXACT Egg, whole, raw, fresh (USDA SR Legacy 9000001, food_1)",
      " 2. EXACT Egg, white, raw, fresh (USDA SR Legacy 9000002, food_2)",
      " 3. EXACT Bread, egg (USDA SR Legacy 9000003, food_3)",
      "",
    ].join("\n"),
  );
  expect(JSON.parse(await larder("eg white", "--json"))).toMatchObject({ foods: [{ id: "food_2" }] });
  expect(await larder("012345678905")).toContain("Bread, egg");
  expect(await larder("sand")).toBe("Nothing fits.\n");
});

test("with --explain the reasons for each score add up to it", async () => {
  const { asked, foods } = JSON.parse(await larder("raw egg", "--explain", "--json"));
  expect(asked).toEqual([
    { word: "raw", role: "soft" },
    { word: "egg", role: "noun" },
  ]);
  expect(foods).toHaveLength(3);
  for (const { score, components } of foods) {
    const sum = components.reduce((total: number, { points }: { points: number }) => total + points, 0);
    expect(sum).toBe(score);
  }
  expect(await larder("raw", "egg", "--explain")).toMatch(
    /^Looked for: raw \(soft\), egg \(noun\)\n\n1\. Egg, whole, raw, fresh \(food_1\): \d+ points, EXACT\n +\d+ {2}source usda-sr-legacy\n/,
  );
});
