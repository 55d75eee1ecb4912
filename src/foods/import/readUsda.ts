import { OperatorError } from "../../errors.js";
import { Buckets } from "../Buckets.js";
import { labelNutrients } from "../Nutrients.js";
import type { SourceKey } from "../sources.js";
import type { Download, Reading } from "./Download.js";
import type { FoodData } from "./FoodData.js";
import { type Aside, joinUsda, rowKinds } from "./joinUsda.js";
import { isId, putPartsAside } from "./putUsdaAside.js";
import { type Archive, openArchive } from "./readArchive.js";
import { openUsdaJson } from "./readUsdaJson.js";
import { clean, fromUsda, releaseIn } from "./usda.js";

/** The data types that are foods here; the rest of food.csv are samples and purchases. */
const sets = new Map<string, SourceKey>([
  ["foundation_food", "usda-foundation"],
  ["sr_legacy_food", "usda-sr-legacy"],
  ["survey_fndds_food", "usda-fndds"],
  ["branded_food", "usda-branded"],
]);
const joinedTables = ["food", "branded_food", "food_nutrient", "food_portion", "food_attribute"];
const groups = ["food_category", "food_portion", "measure_unit"];
const neededTables: Partial<Record<SourceKey, [table: string, reason: string][]>> = {
  "usda-foundation": [["foundation_food", "it tells current foods from replaced ones"]],
  "usda-branded": [["branded_food", "it tells whose product each food is"]],
};
/** What a set usually has beside these. */
const usualTables: Partial<Record<SourceKey, string[]>> = {
  "usda-foundation": groups,
  "usda-sr-legacy": [...groups, "food_attribute"],
  "usda-fndds": ["survey_fndds_food", "wweia_food_category", "food_portion", "food_attribute"],
};

/** Opens a download of FoodData Central: CSV in a zip or folder, or JSON, zipped or not. */
export async function openUsda(path: string): Promise<Download> {
  const json = await openUsdaJson(path);
  if (json) return json;
  const archive = await openArchive(path, "food");
  return {
    path,
    missing: archive.missing,
    get progress() {
      return archive.progress;
    },
    foods: (refused, signal) => readUsda(archive, { refused, signal }),
    close: archive.close,
  };
}

/**
 * Reads each table of a download of FoodData Central once. No table is ordered by food, and two million foods do not
 * fit into memory, so what belongs to a food is put aside and then joined a part of the foods at a time.
 */
async function* readUsda(archive: Archive, reading: Reading): AsyncGenerator<FoodData> {
  const nutrients = await readNutrients(archive, reading);
  need(archive, "food_nutrient", "without it every figure would be unknown");
  const buckets = new Buckets(archive.bytesOf(joinedTables));
  try {
    const releases = await putFoodsAside(archive, reading, buckets);
    await putPartsAside(archive, reading, buckets);
    const release = releaseIn(archive.folder) ?? releaseIn(archive.path);
    let amounts = 0;
    for (let bucket = 0; bucket < buckets.count; bucket++) {
      reading.signal?.throwIfAborted();
      for (const food of joinUsda(buckets, bucket, nutrients, reading.refused)) {
        amounts += food.amounts.size;
        yield fromUsda(food, release ?? releases.get(food.source)!);
      }
    }
    if (amounts === 0)
      throw new OperatorError(
        `No amount in food_nutrient.csv of ${archive.path} is of a food and a nutrient that it lists.`,
      );
  } finally {
    buckets.close();
  }
}

async function readNutrients(archive: Archive, reading: Reading) {
  const units = new Map<number, string>();
  const byNumber = new Map<number, number>();
  need(archive, "nutrient", "without it figures have no meaning");
  await archive.read("nutrient", ["id", "unit_name", "nutrient_nbr?"], reading, (row) => {
    units.set(Number(row.id), row.unit_name.toUpperCase());
    if (row.nutrient_nbr) byNumber.set(Number(row.nutrient_nbr), Number(row.id));
  });
  for (const { ids, unit } of Object.values(labelNutrients)) {
    for (const id of ids) {
      const stated = units.get(id) ?? unit;
      if (stated !== unit) {
        throw new OperatorError(
          `nutrient.csv in ${archive.path} gives nutrient ${id} in ${stated}, not in ${unit}.`,
        );
      }
    }
  }
  return { ids: new Set(units.keys()), byNumber };
}

/** Returns the latest date of each set that has foods here. */
async function putFoodsAside(
  archive: Archive,
  reading: Reading,
  buckets: Buckets,
): Promise<Map<SourceKey, string>> {
  const groups = await readCategories(archive, reading);
  const codes = await readCodes(archive, reading);
  const latest = new Map<SourceKey, string>();
  const dataTypes = new Set<string>();
  const columns = ["fdc_id", "data_type", "description", "food_category_id?", "publication_date?"] as const;
  await archive.read("food", columns, reading, (row) => {
    const { fdc_id: id, description, publication_date: published } = row;
    const source = sets.get(row.data_type);
    dataTypes.add(row.data_type);
    if (!source) return;
    for (const [table, reason] of neededTables[source] ?? []) need(archive, table, reason);
    if (!latest.has(source) || published > latest.get(source)!) latest.set(source, published);
    const code = codes.get(id);
    if (source === "usda-foundation" && code === undefined) {
      reading.refused.add("older version of a food, replaced in this release", `${id} ${clean(description)}`);
    } else if (!isId(id) || !clean(description)) {
      reading.refused.add("food without an id or a name", `${id} ${clean(description)}`);
    } else {
      const category = groups[source]?.get(row.food_category_id) ?? null;
      const food: Aside["food"] = { source, description, category, published, code: code || null };
      buckets.addRow(rowKinds.indexOf("food"), Number(id), food);
    }
  });
  if (latest.size === 0) {
    throw new OperatorError(
      `${archive.path} holds no Foundation, SR Legacy, FNDDS or Branded foods, only ${[...dataTypes].join(", ") || "nothing"}.`,
    );
  }
  const usual = [...latest.keys()].flatMap((source) => usualTables[source] ?? []);
  for (const table of new Set(usual)) if (!archive.has(table)) archive.missing.push(`${table}.csv`);
  return latest;
}

/** By id: USDA's number of each current Foundation food, and the code of each FNDDS food. */
async function readCodes(archive: Archive, reading: Reading): Promise<Map<string, string>> {
  const codes = new Map<string, string>();
  await archive.read("foundation_food", ["fdc_id", "NDB_number"], reading, (row) => {
    codes.set(row.fdc_id, row.NDB_number);
  });
  await archive.read("survey_fndds_food", ["fdc_id", "food_code"], reading, (row) => {
    codes.set(row.fdc_id, row.food_code);
  });
  return codes;
}

/** FNDDS has the food groups of What We Eat in America; Foundation and SR Legacy share USDA's own. */
async function readCategories(
  archive: Archive,
  reading: Reading,
): Promise<Partial<Record<SourceKey, Map<string, string>>>> {
  const groups = new Map<string, string>();
  const eaten = new Map<string, string>();
  await archive.read("food_category", ["id", "description"], reading, (row) => {
    groups.set(row.id, clean(row.description));
  });
  const columns = ["wweia_food_category", "wweia_food_category_description"] as const;
  await archive.read("wweia_food_category", columns, reading, (row) => {
    eaten.set(row.wweia_food_category, clean(row.wweia_food_category_description));
  });
  return { "usda-foundation": groups, "usda-sr-legacy": groups, "usda-fndds": eaten };
}

function need(archive: Archive, table: string, reason: string): void {
  if (!archive.has(table)) throw new OperatorError(`${archive.path} holds no ${table}.csv: ${reason}.`);
}
