import { barcodesOf } from "../barcode.js";
import { CarbohydrateBasis } from "../CarbohydrateBasis.js";
import { EnergyBasis } from "../EnergyBasis.js";
import { FoodKind } from "../Food.js";
import { labelNutrients, Nutrients, nutrientNames } from "../Nutrients.js";
import { preparationOf } from "../Preparation.js";
import type { SourceKey } from "../sources.js";
import type { FoodData } from "./FoodData.js";
import type { Refusals } from "./Refusals.js";
import { portionsOf, type UsdaPortion } from "./usdaPortions.js";
import { displayName, gtinOf, perOf, servingOf, type UsdaProduct } from "./usdaProduct.js";

/** A food with what the tables of FoodData Central say about it. */
export interface UsdaFood {
  readonly source: SourceKey;
  readonly fdcId: string;
  /** ISO 8601, empty where the set has none. */
  readonly published: string;
  readonly description: string;
  readonly category: string | null;
  /** Per 100 g or 100 ml, by nutrient id. */
  readonly amounts: Map<number, number>;
  readonly portions: UsdaPortion[];
  readonly otherNames: string[];
  /** Of branded foods alone. */
  product: UsdaProduct | null;
  /** What stays from release to release: USDA's number of a Foundation food, the code of an FNDDS food. */
  code: string | null;
}

const energyBases = new Map([
  [1008, EnergyBasis.STATED],
  [2048, EnergyBasis.ATWATER_SPECIFIC],
  [2047, EnergyBasis.ATWATER_GENERAL],
]);
export const energyKjId = 1062;

/** Notes among the additional descriptions that name no food: "NS as to fat added", "all flavors". */
const notAName = /^(NS|NFS|any|all|other|with or without)\b/i;
/** Codes of the meat trade, such as "URMIS #1429" and "IMPS 396". */
const tradeCode = /\b(URMIS|IMPS)\b/;

export function fromUsda(food: UsdaFood, release: string): FoodData {
  const name = clean(food.description);
  const { product } = food;
  const gtin = product && gtinOf(product);
  const nutrition = nutritionOf(food.amounts);
  return {
    source: food.source,
    sourceKey: gtin ?? food.code ?? food.fdcId,
    sourceId: food.fdcId,
    release,
    published: food.published || null,
    kind: product ? FoodKind.BRANDED : FoodKind.GENERIC,
    name: product ? displayName(name) : name,
    sourceName: name,
    synonyms: synonymsOf(food.otherNames, name),
    category: (product ? clean(product.category) : food.category) || null,
    preparation: product ? null : preparationOf(name),
    brand: (product && clean(product.brandName || product.brandOwner)) || null,
    brandOwner: (product && clean(product.brandOwner)) || null,
    gtins: gtin ? barcodesOf(gtin) : [],
    ingredients: (product && clean(product.ingredients)) || null,
    allergens: {},
    diets: {},
    markets: ["US"],
    language: "en",
    per: product ? perOf(product) : "100 g",
    nutrition,
    energyKj: food.amounts.get(energyKjId) ?? null,
    energyBasis: energyBasisOf(food.amounts),
    carbohydrateBasis: nutrition.carbohydrateG === null ? null : CarbohydrateBasis.BY_DIFFERENCE,
    panel: food.amounts,
    portions: product ? servingOf(product) : portionsOf(food.portions),
  };
}

/** Of two amounts of a nutrient the first counts, as of two foods with one id. */
export function addAmount(
  amounts: Map<number, number>,
  id: number,
  amount: number,
  example: () => string,
  refused: Refusals,
): void {
  const first = amounts.get(id);
  if (first === undefined) amounts.set(id, amount);
  else if (first !== amount) refused.add("second amount of the same nutrient", example());
}

const perhapsUnclean = /[^ -~]| {2}|^ | $/;

/** Removes line breaks, control characters and doubled spaces, all of which occur in descriptions. */
export function clean(text: string): string {
  // Nearly all are clean, and to see that takes a tenth of the time.
  if (!perhapsUnclean.test(text)) return text;
  // Leaves single spaces alone: to replace each of them would take longer than everything else about a food.
  return text.replace(/(?! [^\s\p{Cc}])[\s\p{Cc}]+/gu, " ").trim();
}

/** The label nutrients among what is stated, by nutrient id. */
export function nutritionOf(amounts: ReadonlyMap<number, number>): Nutrients {
  const nutrition = new Nutrients();
  for (const name of nutrientNames) {
    const id = bestOf(name, amounts);
    nutrition[name] = id === undefined ? null : amounts.get(id)!;
  }
  return nutrition;
}

/** The other way round: label nutrients by the first id of each. */
export function labelPanelOf(nutrition: Nutrients, energyKj: number | null): Map<number, number> {
  const panel = new Map<number, number>();
  for (const name of nutrientNames) {
    const amount = nutrition[name];
    if (amount !== null) panel.set(labelNutrients[name].ids[0]!, amount);
  }
  if (energyKj !== null) panel.set(energyKjId, energyKj);
  return panel;
}

function energyBasisOf(amounts: ReadonlyMap<number, number>): EnergyBasis | null {
  const id = bestOf("energyKcal", amounts);
  return id === undefined ? null : energyBases.get(id)!;
}

const bestOf = (name: keyof Nutrients, amounts: ReadonlyMap<number, number>) =>
  labelNutrients[name].ids.find((id) => amounts.has(id));

/** What the name already says would only find the food a second time. */
function synonymsOf(otherNames: readonly string[], name: string): string[] {
  if (otherNames.length === 0) return [];
  const said = wordsOf(name);
  const synonyms = new Map<string, string>();
  for (const other of otherNames.map(clean)) {
    const words = wordsOf(other);
    if (!other || said.includes(words) || notAName.test(other) || tradeCode.test(other)) continue;
    if (!synonyms.has(words)) synonyms.set(words, other);
  }
  return [...synonyms.values()];
}

/** With a space at both ends, so that "frank" is not found in "frankfurter". */
function wordsOf(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")} `;
}

/** The date in the name of a download, such as "FoodData_Central_sr_legacy_food_csv_2018-04". */
export function releaseIn(name: string): string | undefined {
  return /FoodData_Central\w*?_(\d{4}-\d{2}(?:-\d{2})?)/.exec(name)?.[1];
}

/** Names in an attribute of a food, by the id of its type. */
export function namesIn(type: string, value: string): string[] {
  const [commonName, additionalDescription] = ["1000", "1001"];
  // A common name lists several with commas; an additional description has commas of its own.
  if (type === commonName) return value.split(",");
  return type === additionalDescription ? [value] : [];
}
