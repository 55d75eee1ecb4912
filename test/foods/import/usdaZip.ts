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
  readonly tables?: Record<string, ((csv: string) => string | Buffer) | null>;
  /** Where the tables lie inside the zip. */
  readonly folder?: string;
  readonly compress?: boolean;
  /** Files beside the tables. */
  readonly others?: Record<string, string>;
}

export const scratch = await mkdtemp(join(tmpdir(), "larder-usda-"));
afterAll(() => rm(scratch, { recursive: true }));
let count = 0;

/** Zips a cut as USDA does, below a folder with the name of the release. */
export async function usdaZip(set: keyof typeof names, changes: Changes = {}): Promise<string> {
  const { tables = {}, folder = `${names[set]}/`, compress = true, others = {} } = changes;
  const zip = new yazl.ZipFile();
  for (const [name, text] of Object.entries(others)) zip.addBuffer(Buffer.from(text), folder + name);
  for (const file of await readdir(join(cuts, set))) {
    const change = tables[file.replace(".csv", "")];
    if (change === null) continue;
    const csv = await readFile(join(cuts, set, file), "utf8");
    zip.addBuffer(Buffer.from(change ? change(csv) : csv), folder + file, { compress });
  }
  return finish(zip, set);
}

/** All sets in one download, as USDA offers it too: each table has the rows of all sets. */
export async function fullZip(tables: Record<string, (csv: string) => string> = {}): Promise<string> {
  const merged = new Map<string, string>();
  for (const set of Object.keys(names)) {
    for (const file of await readdir(join(cuts, set))) {
      const csv = await readFile(join(cuts, set, file), "utf8");
      const before = merged.get(file);
      merged.set(file, before === undefined ? csv : before + withColumnsOf(before, csv));
    }
  }
  const zip = new yazl.ZipFile();
  for (const [file, csv] of merged) {
    const change = tables[file.replace(".csv", "")];
    zip.addBuffer(Buffer.from(change ? change(csv) : csv), `FoodData_Central_csv_2024-10-31/${file}`);
  }
  return finish(zip, "full");
}

/** The rows of one table without their header, which must be the same but for columns of branded foods alone. */
function withColumnsOf(table: string, other: string): string {
  const [header, wanted] = [other, table].map((csv) => csv.slice(0, csv.indexOf("\n")).trim().split(","));
  const rows = other.slice(other.indexOf("\n") + 1);
  if (header!.join() === wanted!.join()) return rows;
  const at = wanted!.map((column) => header!.indexOf(column));
  return rows.replace(/^(".*")\r?$/gm, (row) => {
    const fields = row.trim().slice(1, -1).split('","');
    return at.map((index) => `"${index === -1 ? "" : fields[index]}"`).join(",");
  });
}

async function finish(zip: yazl.ZipFile, name: string): Promise<string> {
  zip.end();
  const path = join(scratch, `${name}-${count++}.zip`);
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}
