import { expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { makeDatabase } from "../../support/database.js";
import { Program } from "../../support/program.js";
import { usdaZip } from "./usdaZip.js";

const { orm, url } = await makeDatabase();

const status = async (...options: string[]) =>
  (await new Program("cli/main.js", ["import", "status", ...options], { DATABASE_URL: url }).ended).output;

test("larder import status names each source with its release and count, for people and programs", async () => {
  expect(await status()).toBe("Nothing is loaded.\n");
  expect(JSON.parse(await status("--json"))).toEqual([]);
  await importUsda(orm, [await usdaZip("fndds"), await usdaZip("foundation")], () => {});
  expect((await status()).split("\n")).toEqual([
    expect.stringMatching(/^USDA Foundation: 9 foods of release 2024-10-31, last changed 20/),
    expect.stringMatching(/^USDA FNDDS: 4 foods of release 2024-10-31, last changed 20/),
    "",
  ]);
  expect(JSON.parse(await status("--json"))).toMatchObject([
    { name: "USDA Foundation", foods: 9, release: "2024-10-31", licence: "CC0-1.0" },
    { name: "USDA FNDDS", foods: 4 },
  ]);
});
