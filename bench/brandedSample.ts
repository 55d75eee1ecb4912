import { Refusals } from "../src/foods/import/Refusals.js";
import type { Archive } from "../src/foods/import/readArchive.js";

/** The nutrients of a label, by id: those that most real products state. */
export const statedNutrients = [
  1003, 1004, 1005, 1008, 2000, 1079, 1257, 1258, 1253, 1093, 1087, 1089, 1104, 1162,
].map(String);

interface Product {
  /** What stands before the first comma of its name, often the brand. */
  readonly firstPart: string;
  /** The rest of its name, empty if there is none. */
  readonly kind: string;
  readonly brandOwner: string;
  readonly ingredients: string;
  readonly servingSize: string;
  readonly servingUnit: string;
  readonly householdServing: string;
  readonly category: string;
  readonly modified: string;
  /** The rest of a row of food_nutrient.csv for each of `statedNutrients`, from the nutrient's id on. */
  readonly amounts: readonly string[];
}

export interface Sample {
  readonly products: readonly Product[];
  /** Those that state energy. */
  readonly withFigures: readonly Product[];
  /** Rows of nutrient.csv and measure_unit.csv, with their headers. */
  readonly nutrients: readonly string[][];
  readonly units: readonly string[][];
}

/** Some of the categories of FDC's branded foods; the sample has none. */
const categories = [
  "Baby/Infant Foods & Beverages",
  "Breads & Buns",
  "Cakes, Cupcakes, Snack Cakes",
  "Candy",
  "Canned Soup",
  "Cereal",
  "Cheese",
  "Chips, Pretzels & Snacks",
  "Chocolate",
  "Cookies & Biscuits",
  "Crackers & Biscotti",
  "Dips & Salsa",
  "Frozen Dinners & Entrees",
  "Frozen Vegetables",
  "Ice Cream & Frozen Yogurt",
  "Milk",
  "Oils Edible",
  "Pasta by Shape & Type",
  "Pickles, Olives, Peppers & Relishes",
  "Pizza",
  "Popcorn, Peanuts, Seeds & Related Snacks",
  "Prepared Pasta & Pizza Sauces",
  "Salad Dressing & Mayonnaise",
  "Sausages, Hotdogs & Brats",
  "Seasoning Mixes, Salts, Marinades & Tenderizers",
  "Soda",
  "Water",
  "Yogurt",
];

const reading = { refused: new Refusals() };

export async function readSample(archive: Archive): Promise<Sample> {
  const names = new Map<string, string>();
  await archive.read("food", ["fdc_id", "description"], reading, (row) => {
    names.set(row.fdc_id, row.description);
  });
  const amounts = new Map<string, Map<string, string>>();
  await archive.read("food_nutrient", ["fdc_id", "nutrient_id", "amount"], reading, (row) => {
    if (!amounts.has(row.fdc_id)) amounts.set(row.fdc_id, new Map());
    amounts.get(row.fdc_id)!.set(row.nutrient_id, row.amount);
  });
  // What a product does not state it has from the last one before it that does.
  const lastStated = new Map<string, string>();
  const products: Product[] = [];
  const withFigures: Product[] = [];
  const columns = [
    "fdc_id",
    "brand_owner",
    "ingredients",
    "serving_size",
    "serving_size_unit",
    "household_serving_fulltext",
    "modified_date",
  ] as const;
  await archive.read("branded_food", columns, reading, (row) => {
    const [firstPart, ...parts] = names.get(row.fdc_id)!.split(", ");
    const stated = amounts.get(row.fdc_id);
    for (const [id, amount] of stated ?? []) lastStated.set(id, amount);
    const product = {
      firstPart: firstPart!,
      kind: parts.join(", "),
      brandOwner: row.brand_owner,
      ingredients: row.ingredients,
      servingSize: row.serving_size,
      servingUnit: row.serving_size_unit,
      householdServing: row.household_serving_fulltext,
      category: categories[products.length % categories.length]!,
      modified: row.modified_date,
      amounts: statedNutrients.map(
        (id) => `"${id}","${lastStated.get(id) ?? 0}","","71","","","","","","",""`,
      ),
    };
    products.push(product);
    if (stated?.has("1008")) withFigures.push(product);
  });
  return {
    products,
    withFigures,
    nutrients: await table(archive, "nutrient", ["id", "name", "unit_name", "nutrient_nbr", "rank"]),
    units: await table(archive, "measure_unit", ["id", "name"]),
  };
}

async function table(archive: Archive, name: string, columns: readonly string[]): Promise<string[][]> {
  const rows = [[...columns]];
  await archive.read(name, columns, reading, (row) => {
    rows.push(columns.map((column) => row[column]!));
  });
  return rows;
}
