import { OperatorError } from "../../errors.js";
import type { SourceKey } from "../sources.js";
import type { Download } from "./Download.js";
import type { FoodData } from "./FoodData.js";
import type { Refusals } from "./Refusals.js";
import { type Archive, openArchive } from "./readArchive.js";
import { openUsdaJson } from "./readUsdaJson.js";
import { clean, fromUsda, labelNutrients, namesIn, releaseIn, type UsdaFood } from "./usda.js";
import { addPortion } from "./usdaPortions.js";
import { countLosses } from "./usdaProduct.js";

/** The data types that are foods here; the rest of food.csv are samples and purchases. */
const sets: Record<string, SourceKey> = {
  foundation_food: "usda-foundation",
  sr_legacy_food: "usda-sr-legacy",
  survey_fndds_food: "usda-fndds",
  branded_food: "usda-branded",
};

type Foods = Map<string, UsdaFood>;

/** Opens a download of FoodData Central: CSV in a zip or folder, or JSON, zipped or not. */
export async function openUsda(path: string): Promise<Download> {
  const json = await openUsdaJson(path);
  if (json) return json;
  const archive = await openArchive(path, "food");
  return {
    path,
    get progress() {
      return archive.progress;
    },
    foods: (refused) => readUsda(archive, refused),
    close: archive.close,
  };
}

/** Reads the tables of a download of FoodData Central and joins them food by food. */
async function* readUsda(archive: Archive, refused: Refusals): AsyncGenerator<FoodData> {
  const nutrients = await readNutrients(archive);
  const foods = await readFoods(archive, refused);
  await readProducts(archive, foods, refused);
  await readAmounts(archive, foods, nutrients, refused);
  await readPortions(archive, foods, refused);
  await readOtherNames(archive, foods);
  const latest = latestDates(foods);
  for (const food of foods.values()) {
    yield fromUsda(food, releaseIn(archive.folder) ?? releaseIn(archive.path) ?? latest.get(food.source)!);
  }
}

interface NutrientTable {
  readonly ids: Set<string>;
  readonly byNumber: Map<string, string>;
}

async function readNutrients(archive: Archive): Promise<NutrientTable> {
  const units = new Map<string, string>();
  const byNumber = new Map<string, string>();
  need(archive, "nutrient", "without it figures have no meaning");
  for await (const row of archive.read("nutrient", ["id", "unit_name", "nutrient_nbr"])) {
    units.set(row.id, row.unit_name.toUpperCase());
    if (row.nutrient_nbr) byNumber.set(row.nutrient_nbr, row.id);
  }
  for (const { ids, unit } of Object.values(labelNutrients)) {
    for (const id of ids) {
      const stated = units.get(String(id)) ?? unit;
      if (stated !== unit) {
        throw new OperatorError(
          `nutrient.csv in ${archive.path} gives nutrient ${id} in ${stated}, not in ${unit}.`,
        );
      }
    }
  }
  return { ids: new Set(units.keys()), byNumber };
}

async function readFoods(archive: Archive, refused: Refusals): Promise<Foods> {
  const current = new Map<string, string>();
  for await (const row of archive.read("foundation_food", ["fdc_id", "NDB_number"])) {
    current.set(row.fdc_id, row.NDB_number);
  }
  const codes = new Map<string, string>();
  for await (const row of archive.read("survey_fndds_food", ["fdc_id", "food_code"])) {
    codes.set(row.fdc_id, row.food_code);
  }
  const groups = await readCategories(archive);
  const foods: Foods = new Map();
  const dataTypes = new Set<string>();
  const columns = ["fdc_id", "data_type", "description", "food_category_id", "publication_date"] as const;
  for await (const row of archive.read("food", columns)) {
    const { fdc_id: fdcId, description, publication_date: published } = row;
    const source = sets[row.data_type];
    dataTypes.add(row.data_type);
    if (!source) continue;
    const example = `${fdcId} ${clean(description)}`;
    if (source === "usda-foundation")
      need(archive, "foundation_food", "it tells current foods from replaced ones");
    if (source === "usda-foundation" && !current.has(fdcId)) {
      refused.add("older version of a food, replaced in this release", example);
    } else if (foods.has(fdcId)) {
      refused.add("second food with the same id", example);
    } else if (!/^\d+$/.test(fdcId) || !clean(description)) {
      refused.add("food without an id or a name", example);
    } else {
      const category = groups[source]?.get(row.food_category_id) ?? null;
      const code = current.get(fdcId) || codes.get(fdcId) || null;
      const parts = { amounts: new Map(), portions: [], otherNames: [], product: null, code };
      foods.set(fdcId, { source, fdcId, description, category, published, ...parts });
    }
  }
  if (foods.size === 0) {
    throw new OperatorError(
      `${archive.path} holds no Foundation, SR Legacy, FNDDS or Branded foods, only ${[...dataTypes].join(", ") || "nothing"}.`,
    );
  }
  return foods;
}

/** FNDDS has the food groups of What We Eat in America; the other two share USDA's own. */
async function readCategories(archive: Archive): Promise<Partial<Record<SourceKey, Map<string, string>>>> {
  const groups = new Map<string, string>();
  const eaten = new Map<string, string>();
  for await (const row of archive.read("food_category", ["id", "description"])) {
    groups.set(row.id, clean(row.description));
  }
  const columns = ["wweia_food_category", "wweia_food_category_description"] as const;
  for await (const row of archive.read("wweia_food_category", columns)) {
    eaten.set(row.wweia_food_category, clean(row.wweia_food_category_description));
  }
  return { "usda-foundation": groups, "usda-sr-legacy": groups, "usda-fndds": eaten, "usda-branded": groups };
}

/** What only products have. One without its row would be a food of nobody. */
async function readProducts(archive: Archive, foods: Foods, refused: Refusals): Promise<void> {
  if (![...foods.values()].some(({ source }) => source === "usda-branded")) return;
  need(archive, "branded_food", "it tells whose product each food is");
  const columns = [
    "fdc_id",
    "brand_owner",
    "brand_name",
    "gtin_upc",
    "ingredients",
    "branded_food_category",
    "serving_size",
    "serving_size_unit",
    "household_serving_fulltext",
  ] as const;
  for await (const row of archive.read("branded_food", columns)) {
    const food = foods.get(row.fdc_id);
    if (food?.source !== "usda-branded") continue;
    food.product = {
      brandOwner: row.brand_owner,
      brandName: row.brand_name,
      gtin: row.gtin_upc.trim(),
      ingredients: row.ingredients,
      category: row.branded_food_category,
      servingSize: row.serving_size,
      servingUnit: row.serving_size_unit.trim(),
      householdServing: row.household_serving_fulltext,
    };
    countLosses(food.product, row.fdc_id, refused);
  }
  for (const [fdcId, { source, product, description }] of foods) {
    if (source !== "usda-branded" || product) continue;
    refused.add("product without a row in branded_food.csv", `${fdcId} ${clean(description)}`);
    foods.delete(fdcId);
  }
}

async function readAmounts(
  archive: Archive,
  foods: Foods,
  nutrients: NutrientTable,
  refused: Refusals,
): Promise<void> {
  need(archive, "food_nutrient", "without it every figure would be unknown");
  for await (const row of archive.read("food_nutrient", ["fdc_id", "nutrient_id", "amount"])) {
    const food = foods.get(row.fdc_id);
    // Blank is unknown, which is not zero.
    if (!food || row.amount === "") continue;
    const id = nutrientId(food.source, row.nutrient_id, nutrients);
    const amount = Number(row.amount);
    const example = `nutrient ${row.nutrient_id} of ${row.fdc_id}`;
    if (id === undefined) refused.add("amount of a nutrient that nutrient.csv does not list", example);
    else if (!(amount >= 0)) refused.add("amount that is not a number from 0 up", example);
    else food.amounts.set(Number(id), amount);
  }
}

/** FNDDS puts the nutrient's number (208) where the other sets have its id (1008). */
function nutrientId(source: SourceKey, text: string, { ids, byNumber }: NutrientTable): string | undefined {
  const byId = ids.has(text) ? text : undefined;
  return source === "usda-fndds" ? (byNumber.get(text) ?? byId) : byId;
}

async function readPortions(archive: Archive, foods: Foods, refused: Refusals): Promise<void> {
  const units = new Map<string, string>();
  for await (const { id, name } of archive.read("measure_unit", ["id", "name"])) units.set(id, name);
  const columns = [
    "fdc_id",
    "seq_num",
    "amount",
    "measure_unit_id",
    "portion_description",
    "modifier",
    "gram_weight",
  ] as const;
  for await (const row of archive.read("food_portion", columns)) {
    const food = foods.get(row.fdc_id);
    if (!food) continue;
    const { amount, modifier, portion_description: description } = row;
    const unit = units.get(row.measure_unit_id) ?? "undetermined";
    const [place, grams] = [Number(row.seq_num), Number(row.gram_weight)];
    addPortion(food.portions, { place, amount, unit, description, modifier, grams }, row.fdc_id, refused);
  }
}

async function readOtherNames(archive: Archive, foods: Foods): Promise<void> {
  for await (const row of archive.read("food_attribute", ["fdc_id", "food_attribute_type_id", "value"])) {
    const names = foods.get(row.fdc_id)?.otherNames;
    names?.push(...namesIn(row.food_attribute_type_id, row.value));
  }
}

function latestDates(foods: Foods): Map<SourceKey, string> {
  const latest = new Map<SourceKey, string>();
  for (const { source, published } of foods.values()) {
    if (published > (latest.get(source) ?? "")) latest.set(source, published);
  }
  return latest;
}

function need(archive: Archive, table: string, reason: string): void {
  if (!archive.has(table)) throw new OperatorError(`${archive.path} holds no ${table}.csv: ${reason}.`);
}
