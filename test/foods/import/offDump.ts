import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll } from "@jest/globals";

/** Columns of the official export that both layouts have, among some that nobody reads. */
const columns = [
  "code",
  "url",
  "creator",
  "last_modified_t",
  "last_modified_datetime",
  "product_name",
  "abbreviated_product_name",
  "generic_name",
  "quantity",
  "brands",
  "brands_tags",
  "categories",
  "categories_tags",
  "categories_en",
  "labels",
  "labels_tags",
  "countries",
  "countries_tags",
  "ingredients_text",
  "ingredients_analysis_tags",
  "allergens",
  "traces",
  "traces_tags",
  "serving_size",
  "serving_quantity",
  "no_nutrition_data",
  "nutriscore_grade",
  "brand_owner",
  "energy-kj_100g",
  "energy-kcal_100g",
  "energy_100g",
  "fat_100g",
  "saturated-fat_100g",
  "carbohydrates_100g",
  "sugars_100g",
  "fiber_100g",
  "proteins_100g",
  "salt_100g",
  "sodium_100g",
  "alcohol_100g",
  "vitamin-a_100g",
  "vitamin-d_100g",
  "vitamin-c_100g",
  "vitamin-b12_100g",
  "calcium_100g",
];

/** What came and went between the two years. */
const layouts = {
  2024: [...columns, "ecoscore_score", "ecoscore_grade"],
  2026: [...columns, "brands_en", "environmental_score_score", "environmental_score_grade"],
};

export type Cells = Readonly<Record<string, string>>;

const oats: Cells = {
  code: "4000000000013",
  product_name: "Rolled oats",
  countries_tags: "en:germany",
  last_modified_t: "1760000000",
};

const scratch = await mkdtemp(join(tmpdir(), "larder-off-"));
afterAll(() => rm(scratch, { recursive: true }));
let made = 0;

/** Writes a file under the name of a dump. */
export async function dumpFile(name: string, contents: string | Buffer): Promise<string> {
  const path = join(scratch, `${made++}-${name}`);
  await writeFile(path, contents);
  return path;
}

/** The text of an export with one row per product; what is not said is as in a plain product. */
export function exportOf(products: readonly Cells[], layout: keyof typeof layouts = 2026): string {
  const header = layouts[layout];
  const rows = products.map((product) => header.map((name) => ({ ...oats, ...product })[name] ?? ""));
  return [header, ...rows].map((row) => `${row.join("\t")}\n`).join("");
}

export const exportFile = (products: readonly Cells[], layout: keyof typeof layouts = 2026) =>
  dumpFile("en.openfoodfacts.org.products.csv.gz", gzipSync(exportOf(products, layout)));

export const documentFile = (documents: readonly object[]) =>
  dumpFile(
    "openfoodfacts-products.jsonl.gz",
    gzipSync(documents.map((document) => `${JSON.stringify(document)}\n`).join("")),
  );
