import { expect, test } from "@jest/globals";
import { makeDatabase } from "../../support/database.js";
import { Program } from "../../support/program.js";
import { usdaZip } from "./usdaZip.js";

const { url } = await makeDatabase();
const larder = (...args: string[]) => new Program("cli/main.js", args, { DATABASE_URL: url }).ended;
const zip = await usdaZip("foundation");

test("a dry run says what would change, and changes nothing", async () => {
  const { code, output } = await larder("import", "usda", "--dry-run", zip);
  expect(code).toBe(0);
  expect(output).toContain(`${zip}: 9 foods read, 9 added, 0 updated, 0 unchanged, 0 retired;`);
  expect(output).toContain("Nothing was changed: a dry run.");
  expect((await larder("import", "status")).output).toBe("Nothing is loaded.\n");
});

test("the report is JSON for programs", async () => {
  const { output } = await larder("import", "usda", "--json", "--limit", "4", "--only", "generic", zip);
  expect(JSON.parse(output.slice(output.indexOf("\n{")))).toEqual({
    dryRun: false,
    seconds: expect.any(Number),
    peakMemoryMb: expect.any(Number),
    downloads: [
      {
        path: zip,
        read: 4,
        added: 4,
        updated: 0,
        unchanged: 0,
        retired: 0,
        refused: {
          "older version of a food, replaced in this release": {
            count: 1,
            examples: ["321900 Broccoli, raw"],
          },
        },
        flagged: {},
        missing: [],
        seconds: expect.any(Number),
        foodsPerSecond: expect.any(Number),
      },
    ],
  });
});

test.each([
  [["--limit", "0"], "It must be a whole number from 1."],
  [["--only", "custom"], "It must be generic or branded or restaurant."],
])("%j is refused with a sentence", async (options, sentence) => {
  const { code, output } = await larder("import", "usda", ...options, zip);
  expect(code).not.toBe(0);
  expect(output).toContain(sentence);
});
