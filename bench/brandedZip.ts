import { createWriteStream } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import yazl from "yazl";
import { openArchive } from "../src/foods/import/readArchive.js";
import { readSample, type Sample, statedNutrients } from "./brandedSample.js";

/**
 * Writes a download of `foods` branded products in the columns of FoodData Central, each with the 14 nutrients of a
 * label. Words, ingredients and figures are those of real products, newly combined; the same number of foods gives
 * the same file. Memory does not grow with it.
 */
export async function writeBrandedZip(path: string, samplePath: string, foods: number): Promise<void> {
  const archive = await openArchive(samplePath, "food");
  const sample = await readSample(archive);
  const zip = new yazl.ZipFile();
  const add = (table: string, header: string, lines: Iterable<string>) =>
    // Fast rather than small: what is measured is not the unzipping.
    zip.addReadStreamLazy(`${release}/${table}.csv`, { compressionLevel: 1, mtime }, (done) =>
      done(null, Readable.from(chunks(csv(header.split(",")), lines), { objectMode: false })),
    );
  add("food", foodColumns, foodLines(sample, foods));
  add("branded_food", productColumns, productLines(sample, foods));
  add("food_nutrient", amountColumns, amountLines(sample, foods));
  add("nutrient", sample.nutrients[0]!.join(","), sample.nutrients.slice(1).map(csv));
  add("measure_unit", sample.units[0]!.join(","), sample.units.slice(1).map(csv));
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  archive.close();
}

/** Of all files inside, so that the zip is the same each time. */
const mtime = new Date("2024-10-31T00:00:00Z");
const release = "FoodData_Central_branded_food_csv_2024-10-31";
const foodColumns =
  "fdc_id,data_type,description,food_category_id,publication_date,market_country,trade_channel,microbe_data";
const productColumns =
  "fdc_id,brand_owner,brand_name,subbrand_name,gtin_upc,ingredients,not_a_significant_source_of,serving_size,serving_size_unit,household_serving_fulltext,branded_food_category,data_source,package_weight,modified_date,available_date,market_country,discontinued_date,preparation_state_code,trade_channel,short_description,material_code";
const amountColumns =
  "id,fdc_id,nutrient_id,amount,data_points,derivation_id,min,max,median,loq,footnote,min_year_acquired,percent_daily_value";

/** Beyond the ids of all other sets, so that everything can be loaded together. */
const firstId = 100_000_000;
/** Steps without a common divisor with the count they run through, so that they reach each number once, in mixed order. */
const rowStride = 179_424_673;
const gtinStride = 61_803_398_899;
const gtins = 10 ** 11;

/** One product in so many has a wrong check digit or no barcode, about as many as in the real set. */
const wrongGtinEvery = 250;
const noGtinEvery = 2000;

function* foodLines(sample: Sample, foods: number): Generator<string> {
  for (let food = 0; food < foods; food++) {
    const { named, made } = parentsOf(sample, food);
    const description = made.kind
      ? `${named.firstPart}, ${made.kind}`
      : `${named.firstPart} ${made.firstPart}`;
    yield csv([
      String(firstId + food),
      "branded_food",
      description,
      made.category,
      made.modified,
      "",
      "",
      "",
    ]);
  }
}

function* productLines(sample: Sample, foods: number): Generator<string> {
  for (let food = 0; food < foods; food++) {
    const { named, made } = parentsOf(sample, food);
    const brandName = named.kind ? named.firstPart : "";
    const serving = [made.servingSize, made.servingUnit, made.householdServing];
    const product = [
      String(firstId + food),
      named.brandOwner,
      brandName,
      "",
      gtinOf(food),
      made.ingredients,
      "",
    ];
    const dates = ["LI", "", made.modified, made.modified, "United States", "", "", "", "", ""];
    yield csv([...product, ...serving, made.category, ...dates]);
  }
}

/** In mixed order: as in the real file, what belongs to one food does not stand together. */
function* amountLines(sample: Sample, foods: number): Generator<string> {
  const rows = foods * statedNutrients.length;
  for (let id = 0, row = 0; id < rows; id++, row = (row + rowStride) % rows) {
    const food = Math.floor(row / statedNutrients.length);
    const { made } = parentsOf(sample, food);
    yield `"${id + 1}","${firstId + food}",${made.amounts[row % statedNutrients.length]}\n`;
  }
}

/** One product gives the brand and the beginning of the name, another the rest of it and everything inside. */
export function parentsOf({ products, withFigures }: Sample, food: number) {
  return {
    named: products[mix(food, 1) % products.length]!,
    made: withFigures[mix(food, 2) % withFigures.length]!,
  };
}

/** A UPC-A, distinct from all others. */
export function gtinOf(food: number): string {
  if (food % noGtinEvery === noGtinEvery - 1) return "";
  // Exact only as a BigInt: the product has more than 53 bits.
  const digits = String((BigInt(food + 1) * BigInt(gtinStride)) % BigInt(gtins)).padStart(11, "0");
  let sum = 0;
  for (let at = 0; at < 11; at++) sum += Number(digits[at]) * (at % 2 === 0 ? 3 : 1);
  const wrong = food % wrongGtinEvery === wrongGtinEvery - 1 ? 1 : 0;
  return digits + ((10 - (sum % 10) + wrong) % 10);
}

/** A number of 32 bits that looks drawn by lot (the finalizer of MurmurHash3). */
function mix(food: number, salt: number): number {
  let bits = Math.imul(food + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

const csv = (fields: readonly string[]) =>
  `${fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",")}\n`;

function* chunks(header: string, lines: Iterable<string>): Generator<string> {
  let chunk = header;
  for (const line of lines) {
    chunk += line;
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}

if (import.meta.main) {
  const [path, samplePath, foods] = process.argv.slice(2);
  if (!path || !samplePath || !(Number(foods) > 0)) {
    console.error(`node ${basename(import.meta.filename)} <new zip> <sample zip> <number of foods>`);
    process.exit(1);
  }
  await writeBrandedZip(path, samplePath, Number(foods));
}
