import { labelNutrients } from "../Nutrients.js";
import type { SourceKey } from "../sources.js";
import { figureIn } from "./figureIn.js";
import type { Refusals } from "./Refusals.js";
import { addAmount, clean, namesIn, type UsdaFood } from "./usda.js";
import { addPortion, type UsdaPortion } from "./usdaPortions.js";
import { countLosses, type UsdaProduct } from "./usdaProduct.js";

/** A value as it stands in a record: what USDA puts there is text or a number, mostly. */
type Value = unknown;

/** A food in a JSON download of FoodData Central; null stands in some arrays between the foods. */
export type UsdaRecord = {
  readonly fdcId?: Value;
  readonly description?: Value;
  /** Month, day and year: "10/31/2024". */
  readonly publicationDate?: Value;
  readonly isHistoricalReference?: Value;
  readonly ndbNumber?: Value;
  readonly foodCode?: Value;
  readonly foodCategory?: { readonly description?: Value } | null;
  /** Its code is the id of an attribute here, and not the one of WWEIA. */
  readonly wweiaFoodCategory?: { readonly wweiaFoodCategoryDescription?: Value } | null;
  readonly foodNutrients?: Value;
  readonly foodPortions?: Value;
  readonly foodAttributes?: Value;
  readonly brandOwner?: Value;
  readonly brandName?: Value;
  readonly gtinUpc?: Value;
  readonly ingredients?: Value;
  readonly brandedFoodCategory?: Value;
  readonly servingSize?: Value;
  readonly servingSizeUnit?: Value;
  readonly householdServingFullText?: Value;
};

interface Amount {
  readonly nutrient?: { readonly id?: Value; readonly unitName?: Value } | null;
  readonly amount?: Value;
}

interface Measure {
  readonly sequenceNumber?: Value;
  readonly amount?: Value;
  readonly value?: Value;
  readonly measureUnit?: { readonly name?: Value } | null;
  readonly portionDescription?: Value;
  readonly modifier?: Value;
  readonly gramWeight?: Value;
}

interface Attribute {
  readonly value?: Value;
  readonly foodAttributeType?: { readonly id?: Value } | null;
}

const textOf = (value: Value) =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
const listOf = <Item>(value: Value): Item[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];

/** FoodData Central is far from it, and what is stored has 16 bits for each. */
const highestNutrientId = 32_767;

/** Unit of each label nutrient, by id. */
const labelUnits = new Map(
  Object.values(labelNutrients).flatMap(({ ids, unit }) => ids.map((id) => [id, unit] as const)),
);

/** The same food that the CSV tables make, or null with the reason among `refused`. */
export function usdaFoodOf(record: UsdaRecord, source: SourceKey, refused: Refusals): UsdaFood | null {
  const fdcId = textOf(record.fdcId);
  const description = textOf(record.description);
  const example = `${fdcId} ${clean(description)}`;
  if (!/^\d+$/.test(fdcId) || !clean(description)) {
    refused.add("food without an id or a name", example);
    return null;
  }
  if (record.isHistoricalReference === true) {
    refused.add("older version of a food, replaced in this release", example);
    return null;
  }
  const code = source === "usda-foundation" ? record.ndbNumber : record.foodCode;
  const group = record.wweiaFoodCategory?.wweiaFoodCategoryDescription ?? record.foodCategory?.description;
  const product = source === "usda-branded" ? productOf(record) : null;
  if (product) countLosses(product, fdcId, refused);
  return {
    source,
    fdcId,
    published: isoOf(textOf(record.publicationDate)),
    description,
    category: clean(textOf(group)) || null,
    amounts: amountsOf(record, fdcId, refused),
    portions: portionsOf(record, fdcId, refused),
    otherNames: listOf<Attribute>(record.foodAttributes).flatMap(({ value, foodAttributeType }) =>
      namesIn(textOf(foodAttributeType?.id), textOf(value)),
    ),
    product,
    code: textOf(code) || null,
  };
}

function amountsOf(record: UsdaRecord, fdcId: string, refused: Refusals): Map<number, number> {
  const amounts = new Map<number, number>();
  for (const { nutrient, amount: stated } of listOf<Amount>(record.foodNutrients)) {
    // Without an amount it is a headline such as "Proximates", or unknown, which is not zero.
    if (textOf(stated) === "") continue;
    const [id, amount] = [figureIn(nutrient?.id), figureIn(stated)];
    const unit = textOf(nutrient?.unitName)
      .toUpperCase()
      .replace(/^[µμΜ]G$/u, "UG");
    const usual = labelUnits.get(id) ?? unit;
    const example = `nutrient ${id} of ${fdcId}`;
    if (!Number.isInteger(id) || id < 1 || id > highestNutrientId)
      refused.add("amount of a nutrient whose id is none", example);
    else if (unit !== "" && unit !== usual)
      refused.add("amount in another unit than the nutrient has always had", `${example} in ${unit}`);
    else if (!(amount >= 0 && amount < Infinity))
      refused.add("amount that is not a number from 0 up", example);
    else addAmount(amounts, id, amount, () => example, refused);
  }
  return amounts;
}

function portionsOf(record: UsdaRecord, fdcId: string, refused: Refusals): UsdaPortion[] {
  const portions: UsdaPortion[] = [];
  for (const measure of listOf<Measure>(record.foodPortions)) {
    const portion = {
      place: Number(textOf(measure.sequenceNumber)),
      amount: textOf(measure.amount ?? measure.value),
      unit: textOf(measure.measureUnit?.name) || "undetermined",
      description: textOf(measure.portionDescription),
      modifier: textOf(measure.modifier),
      grams: Number(textOf(measure.gramWeight)),
    };
    addPortion(portions, portion, fdcId, refused);
  }
  return portions;
}

function productOf(record: UsdaRecord): UsdaProduct {
  return {
    brandOwner: textOf(record.brandOwner),
    brandName: textOf(record.brandName),
    gtin: textOf(record.gtinUpc).trim(),
    ingredients: textOf(record.ingredients),
    category: textOf(record.brandedFoodCategory),
    servingSize: textOf(record.servingSize),
    servingUnit: textOf(record.servingSizeUnit).trim(),
    householdServing: textOf(record.householdServingFullText),
  };
}

/** "4/1/2019" as ISO 8601. */
export function isoOf(date: string): string {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date) ?? [];
  return year ? `${year}-${month!.padStart(2, "0")}-${day!.padStart(2, "0")}` : date;
}
