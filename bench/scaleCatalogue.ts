import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { FoodKind } from "../src/foods/Food.js";
import type { FoodData } from "../src/foods/import/FoodData.js";
import { openArchive } from "../src/foods/import/readArchive.js";
import { displayName } from "../src/foods/import/usdaProduct.js";
import { searchJson } from "../src/foods/search/searchIndex.js";
import { slugOf } from "../src/foods/slug.js";
import { readSample, type Sample, statedNutrients } from "./brandedSample.js";
import { gtinOf, parentsOf } from "./brandedZip.js";

const columns = `name, source_name, slug, kind, source, source_key, source_id, release, per, brand, brand_owner, category,
  gtins, ingredients, markets, search, energy_kcal, protein_g, fat_g, carbohydrate_g, sodium_mg`;
/** Ids of the nutrients in the last columns. */
const amounts = ["1008", "1003", "1004", "1005", "1093"];

/** Writes generated branded foods straight into the catalogue: what searching costs is measured, not importing. */
export async function fillBranded(client: PoolClient, samplePath: string, foods: number): Promise<void> {
  const archive = await openArchive(samplePath, "food");
  const sample = await readSample(archive);
  archive.close();
  const copying = client.query(copyFrom(`copy foods (${columns}) from stdin`));
  await pipeline(Readable.from(chunks(sample, foods), { objectMode: false }), copying);
}

function* chunks(sample: Sample, foods: number): Generator<string> {
  let chunk = "";
  for (let food = 0; food < foods; food++) {
    chunk += lineOf(sample, food);
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}

function lineOf(sample: Sample, number: number): string {
  const { named, made } = parentsOf(sample, number);
  const sourceName = made.kind ? `${named.firstPart}, ${made.kind}` : `${named.firstPart} ${made.firstPart}`;
  const name = displayName(sourceName);
  const brand = named.kind ? displayName(named.firstPart) : displayName(named.brandOwner);
  const food = {
    source: "usda-branded",
    name,
    brand,
    synonyms: [] as string[],
  } as Partial<FoodData> as FoodData;
  const id = String(100_000_000 + number);
  const gtin = gtinOf(number);
  const amountOf = (nutrient: string) => made.amounts[statedNutrients.indexOf(nutrient)]!.split('"')[3]!;
  const fields = [
    name,
    sourceName,
    `${slugOf(name)}-${id}`,
    FoodKind.BRANDED,
    "usda-branded",
    id,
    id,
    "2024-10-31",
    "100 g",
    brand,
    named.brandOwner,
    made.category,
    gtin === "" ? "{}" : `{0${gtin}}`,
    made.ingredients,
    "{US}",
    searchJson(food),
    ...amounts.map(amountOf),
  ];
  return `${fields.map(escaped).join("\t")}\n`;
}

const escaped = (text: string) =>
  text.replace(/[\\\t\n\r]/g, (character) => (character === "\\" ? "\\\\" : " "));
