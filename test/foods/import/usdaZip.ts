import { createWriteStream } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterAll } from "@jest/globals";
import yazl from "yazl";

/** Records of the three downloads as USDA publishes them (CC0), cut to a few foods. */
export const cuts = join(import.meta.dirname, "../../support/data/usda");

const names = {
  foundation: "FoodData_Central_foundation_food_csv_2024-10-31",
  sr_legacy: "FoodData_Central_sr_legacy_food_csv_2018-04",
  branded: "FoodData_Central_branded_food_csv_2018-06-29",
  fndds: "FoodData_Central_survey_food_csv_2024-10-31",
};

interface Changes {
  /** Tables to write differently; null leaves one out. */
  readonly tables?: Record<string, ((csv: string) => string) | null>;
  /** Where the tables lie inside the zip. */
  readonly folder?: string;
  readonly compress?: boolean;
}

export const scratch = await mkdtemp(join(tmpdir(), "larder-usda-"));
afterAll(() => rm(scratch, { recursive: true }));
let count = 0;

/** Zips a cut as USDA does, below a folder with the name of the release. */
export async function usdaZip(set: keyof typeof names, changes: Changes = {}): Promise<string> {
  const { tables = {}, folder = `${names[set]}/`, compress = true } = changes;
  const zip = new yazl.ZipFile();
  for (const file of await readdir(join(cuts, set))) {
    const change = tables[file.replace(".csv", "")];
    if (change === null) continue;
    const csv = await readFile(join(cuts, set, file), "utf8");
    zip.addBuffer(Buffer.from(change ? change(csv) : csv), folder + file, { compress });
  }
  zip.end();
  const path = join(scratch, `${set}-${count++}.zip`);
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}
