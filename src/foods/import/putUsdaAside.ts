import type { Buckets } from "../Buckets.js";
import type { Reading } from "./Download.js";
import { figureIn } from "./figureIn.js";
import { type Aside, rowKinds } from "./joinUsda.js";
import type { Archive } from "./readArchive.js";
import { namesIn } from "./usda.js";

/** Puts all that belongs to the foods of a download aside, each table in its turn. */
export async function putPartsAside(archive: Archive, reading: Reading, buckets: Buckets): Promise<void> {
  await putProductsAside(archive, reading, buckets);
  await putAmountsAside(archive, reading, buckets);
  await putPortionsAside(archive, reading, buckets);
  await putOtherNamesAside(archive, reading, buckets);
}

async function putProductsAside(archive: Archive, reading: Reading, buckets: Buckets): Promise<void> {
  const columns = [
    "fdc_id",
    "brand_owner",
    "brand_name?",
    "gtin_upc",
    "ingredients?",
    "branded_food_category?",
    "serving_size?",
    "serving_size_unit?",
    "household_serving_fulltext?",
  ] as const;
  await archive.read("branded_food", columns, reading, (row) => {
    if (!isId(row.fdc_id)) return;
    const product: Aside["product"] = {
      brandOwner: row.brand_owner,
      brandName: row.brand_name,
      gtin: row.gtin_upc.trim(),
      ingredients: row.ingredients,
      category: row.branded_food_category,
      servingSize: row.serving_size,
      servingUnit: row.serving_size_unit.trim(),
      householdServing: row.household_serving_fulltext,
    };
    buckets.addRow(rowKinds.indexOf("product"), Number(row.fdc_id), product);
  });
}

async function putAmountsAside(archive: Archive, reading: Reading, buckets: Buckets): Promise<void> {
  await archive.read(
    "food_nutrient",
    ["fdc_id", "nutrient_id", "amount"],
    reading,
    (row) => {
      // Blank is unknown, which is not zero.
      if (row.amount === "" || !isId(row.fdc_id)) return;
      buckets.addNumbers(Number(row.fdc_id), Number(row.nutrient_id), figureIn(row.amount));
    },
    (figures) => {
      const id = figures[0]!;
      if (Number.isInteger(id) && id <= highestId) buckets.addNumbers(id, figures[1]!, figures[2]!);
    },
  );
}

async function putPortionsAside(archive: Archive, reading: Reading, buckets: Buckets): Promise<void> {
  const units = new Map<string, string>();
  await archive.read("measure_unit", ["id", "name"], reading, ({ id, name }) => units.set(id, name));
  const columns = [
    "fdc_id",
    "seq_num?",
    "amount?",
    "measure_unit_id?",
    "portion_description?",
    "modifier?",
    "gram_weight",
  ] as const;
  await archive.read("food_portion", columns, reading, (row) => {
    if (!isId(row.fdc_id)) return;
    const portion: Aside["portion"] = {
      place: row.seq_num,
      amount: row.amount,
      unit: units.get(row.measure_unit_id) ?? "undetermined",
      description: row.portion_description,
      modifier: row.modifier,
      grams: row.gram_weight,
    };
    buckets.addRow(rowKinds.indexOf("portion"), Number(row.fdc_id), portion);
  });
}

async function putOtherNamesAside(archive: Archive, reading: Reading, buckets: Buckets): Promise<void> {
  const columns = ["fdc_id", "food_attribute_type_id", "value"] as const;
  await archive.read("food_attribute", columns, reading, (row) => {
    const { fdc_id: id, food_attribute_type_id: type, value } = row;
    const names = namesIn(type, value);
    if (isId(id) && names.length > 0) buckets.addRow(rowKinds.indexOf("otherNames"), Number(id), names);
  });
}

/** Whether this names a food as FoodData Central does: an `fdc_id`. */
export const isId = (text: string) => /^\d{1,9}$/.test(text);
const highestId = 999_999_999;
