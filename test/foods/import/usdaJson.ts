import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse/sync";
import yazl from "yazl";
import { cuts, scratch } from "./usdaZip.js";

type Row = Record<string, string>;

/** How the JSON downloads call their one array. */
export const arrays = {
  foundation: "FoundationFoods",
  sr_legacy: "SRLegacyFoods",
  fndds: "SurveyFoods",
  branded: "BrandedFoods",
} as const;

export type CutSet = keyof typeof arrays;

/** The records of a cut in the shape of USDA's JSON downloads. */
export async function recordsOf(set: CutSet): Promise<Record<string, unknown>[]> {
  const table = async (name: string): Promise<Row[]> => {
    const csv = await readFile(join(cuts, set, `${name}.csv`), "utf8").catch(() => "");
    return parse(csv, { columns: true });
  };
  const by = (rows: readonly Row[], key: string) => new Map(rows.map((row) => [row[key]!, row]));
  const of = (rows: readonly Row[], id: string) => rows.filter((row) => row.fdc_id === id);
  const number = (text: string | undefined) => (text ? Number(text) : undefined);
  const date = (iso: string) => iso.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$2/$3/$1");

  const [amounts, portions, attributes] = await Promise.all(
    ["food_nutrient", "food_portion", "food_attribute"].map(table),
  );
  const nutrients = await table("nutrient");
  // The CSV of FNDDS has numbers where the JSON has ids.
  const nutrientBy = by(nutrients, set === "fndds" ? "nutrient_nbr" : "id");
  const units = by(await table("measure_unit"), "id");
  const groups = by(await table("food_category"), "id");
  const eaten = by(await table("wweia_food_category"), "wweia_food_category");
  const current = by(await table("foundation_food"), "fdc_id");
  const codes = by(await table("survey_fndds_food"), "fdc_id");
  const products = by(await table("branded_food"), "fdc_id");

  return (await table("food"))
    .filter(({ fdc_id: id, data_type }) => data_type !== "foundation_food" || current.has(id!))
    .filter(({ data_type }) => /^(foundation|sr_legacy|survey_fndds|branded)_food$/.test(data_type!))
    .map(({ fdc_id: id = "", description, food_category_id: group = "", publication_date = "" }) => {
      const product = products.get(id);
      return {
        foodClass: "FinalFood",
        description,
        foodNutrients: [
          { type: "FoodNutrient", nutrient: { id: 2045, number: "951", name: "Proximates", unitName: "g" } },
          ...of(amounts!, id).map(({ nutrient_id, amount }) => {
            const { id: nutrient, unit_name = "", name } = nutrientBy.get(nutrient_id!) ?? {};
            const unitName = unit_name.toLowerCase().replace("ug", "µg");
            return {
              type: "FoodNutrient",
              nutrient: { id: Number(nutrient), name, unitName },
              amount: number(amount),
            };
          }),
        ],
        foodPortions: of(portions!, id).map((row) => ({
          id: Number(row.id),
          measureUnit: { id: Number(row.measure_unit_id), name: units.get(row.measure_unit_id!)?.name },
          amount: number(row.amount),
          modifier: row.modifier || undefined,
          portionDescription: row.portion_description || undefined,
          gramWeight: Number(row.gram_weight),
          sequenceNumber: number(row.seq_num),
        })),
        foodAttributes: of(attributes!, id).map(({ value, food_attribute_type_id: type }) => ({
          value,
          foodAttributeType: { id: Number(type) },
        })),
        foodCategory: groups.has(group) ? { description: groups.get(group)!.description } : undefined,
        wweiaFoodCategory: eaten.has(group)
          ? {
              wweiaFoodCategoryCode: 3_300_000,
              wweiaFoodCategoryDescription: eaten.get(group)!.wweia_food_category_description,
            }
          : undefined,
        foodCode: codes.get(id)?.food_code,
        ndbNumber: current.has(id) ? Number(current.get(id)!.NDB_number) : undefined,
        isHistoricalReference: false,
        ...(product && {
          brandOwner: product.brand_owner,
          gtinUpc: product.gtin_upc,
          ingredients: product.ingredients || undefined,
          servingSize: number(product.serving_size),
          servingSizeUnit: product.serving_size_unit,
          householdServingFullText: product.household_serving_fulltext,
          marketCountry: "United States",
        }),
        fdcId: Number(id),
        publicationDate: date(publication_date),
      };
    });
}

let made = 0;

export async function jsonFile(contents: string | Buffer, name = "download.json"): Promise<string> {
  const path = join(scratch, `${made++}-${name}`);
  await writeFile(path, contents);
  return path;
}

/** Zips a JSON download as USDA does. */
export async function jsonZip(
  set: CutSet,
  records: readonly unknown[],
  release: string,
  compress = true,
): Promise<string> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(
    Buffer.from(JSON.stringify({ [arrays[set]]: records })),
    `FoodData_Central_${set}_food_json_${release}.json`,
    { compress },
  );
  zip.end();
  const path = join(scratch, `${made++}-${set}.zip`);
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}
