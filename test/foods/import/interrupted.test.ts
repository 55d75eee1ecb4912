import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { writeBrandedZip } from "../../../bench/brandedZip.js";
import { Program } from "../../support/program.js";
import { cuts, scratch, usdaZip } from "./usdaZip.js";

const folder = mkdtempSync(join(tmpdir(), "larder-interrupted-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { LARDER_DATA: folder };
const larder = (...args: string[]) => new Program("cli/main.js", args, env);
/** Takes some seconds on any machine. */
const large = join(scratch, "FoodData_Central_branded_food_csv_2024-10-31.zip");
const whole = /^USDA Foundation: 9 foods of release 2024-10-31, last changed [^\n]+\n$/;

beforeAll(async () => {
  await writeBrandedZip(large, join(cuts, "branded"), 160_000);
  expect((await larder("import", "usda", await usdaZip("foundation")).ended).code).toBe(0);
}, 120_000);

test.each([0, 1500])(
  "an import interrupted %i ms after its first word leaves the old catalogue whole and no database running",
  async (milliseconds) => {
    const program = larder("import", "usda", large);
    await program.prints(".zip: ");
    await delay(milliseconds);
    const { code, output } = await program.stop();
    expect(output).toContain("larder: Interrupted.");
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).not.toBe(0);
    expect(existsSync(join(folder, "postgres/cluster/postmaster.pid"))).toBe(false);
    expect((await larder("import", "status").ended).output).toMatch(whole);
  },
  120_000,
);

test("an import that is killed leaves the old catalogue whole, and the next one works", async () => {
  const program = larder("import", "usda", large);
  await program.prints(".zip: ");
  await program.kill();
  expect((await larder("import", "status").ended).output).toMatch(whole);
  const next = await larder("import", "usda", await usdaZip("fndds")).ended;
  expect(next.output).toContain("4 foods read, 4 added");
}, 120_000);

test("a second import meanwhile is refused with a sentence", async () => {
  const program = larder("import", "usda", large);
  await program.prints(".zip: ");
  const { code, output } = await larder("import", "usda", await usdaZip("sr_legacy")).ended;
  // A busy machine may take long enough to open the download that the command says it is at it.
  expect(output.replace(/^ {2}opening …\n/gm, "")).toBe(
    "larder: Another import is running. When it has ended, start this one again.\n",
  );
  expect(code).toBe(1);
  await program.stop();
}, 120_000);
