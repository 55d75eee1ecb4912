import { EnergyBasis } from "../EnergyBasis.js";
import { FoodKind } from "../Food.js";
import { Nutrients, nutrientNames } from "../Nutrients.js";
import type { SourceKey } from "../sources.js";
import type { FoodData } from "./FoodData.js";
import { portionsOf, type UsdaPortion } from "./usdaPortions.js";
import { gtinOf, perOf, servingOf, type UsdaProduct } from "./usdaProduct.js";

/** A food with what the tables of FoodData Central say about it. */
export interface UsdaFood {
  readonly source: SourceKey;
  readonly fdcId: string;
  readonly description: string;
  readonly category: string | null;
  /** Per 100 g, by nutrient id. */
  readonly amounts: Map<string, number>;
  readonly portions: UsdaPortion[];
  readonly otherNames: string[];
  /** Of branded foods alone. */
  product: UsdaProduct | null;
}

interface LabelNutrient {
  readonly unit: "KCAL" | "G" | "MG" | "UG";
  /** Nutrient ids, the best first: a food has the first of them that it states. */
  readonly ids: readonly string[];
}

/**
 * Where each label nutrient stands in FoodData Central. Many Foundation foods state energy only by Atwater
 * factors (2048 specific, 2047 general), fat only as NLEA fat (1085) and sugars only as an NLEA sum (1063).
 */
export const labelNutrients: Record<keyof Nutrients, LabelNutrient> = {
  energyKcal: { unit: "KCAL", ids: ["1008", "2048", "2047"] },
  proteinG: { unit: "G", ids: ["1003"] },
  fatG: { unit: "G", ids: ["1004", "1085"] },
  saturatedFatG: { unit: "G", ids: ["1258"] },
  transFatG: { unit: "G", ids: ["1257"] },
  cholesterolMg: { unit: "MG", ids: ["1253"] },
  carbohydrateG: { unit: "G", ids: ["1005"] },
  sugarsG: { unit: "G", ids: ["2000", "1063"] },
  addedSugarsG: { unit: "G", ids: ["1235"] },
  fiberG: { unit: "G", ids: ["1079"] },
  sodiumMg: { unit: "MG", ids: ["1093"] },
  potassiumMg: { unit: "MG", ids: ["1092"] },
  calciumMg: { unit: "MG", ids: ["1087"] },
  ironMg: { unit: "MG", ids: ["1089"] },
  vitaminDMcg: { unit: "UG", ids: ["1114"] },
};

const energyBases = new Map([
  ["1008", EnergyBasis.STATED],
  ["2048", EnergyBasis.ATWATER_SPECIFIC],
  ["2047", EnergyBasis.ATWATER_GENERAL],
]);

/** Notes among the additional descriptions that name no food: "NS as to fat added", "all flavors". */
const notAName = /^(NS|NFS|any|all|other|with or without)\b/i;
/** Codes of the meat trade, such as "URMIS #1429" and "IMPS 396". */
const tradeCode = /\b(URMIS|IMPS)\b/;

export function fromUsda(food: UsdaFood, release: string): FoodData {
  const name = clean(food.description);
  const { product } = food;
  return {
    source: food.source,
    sourceId: food.fdcId,
    release,
    kind: product ? FoodKind.BRANDED : FoodKind.GENERIC,
    name,
    synonyms: synonymsOf(food.otherNames, name),
    category: (product ? clean(product.category) : food.category) || null,
    brand: (product && clean(product.brandOwner)) || null,
    gtin: product && gtinOf(product),
    ingredients: (product && clean(product.ingredients)) || null,
    per: product ? perOf(product) : "100 g",
    nutrition: nutritionOf(food.amounts),
    energyBasis: energyBasisOf(food.amounts),
    portions: product ? servingOf(product) : portionsOf(food.portions),
  };
}

/** Removes line breaks, control characters and doubled spaces, all of which occur in descriptions. */
export function clean(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

function nutritionOf(amounts: Map<string, number>): Nutrients {
  const nutrition = new Nutrients();
  for (const name of nutrientNames) {
    const id = bestOf(name, amounts);
    nutrition[name] = id === undefined ? null : amounts.get(id)!;
  }
  return nutrition;
}

function energyBasisOf(amounts: Map<string, number>): EnergyBasis | null {
  return energyBases.get(bestOf("energyKcal", amounts) ?? "") ?? null;
}

const bestOf = (name: keyof Nutrients, amounts: Map<string, number>) =>
  labelNutrients[name].ids.find((id) => amounts.has(id));

/** What the name already says would only find the food a second time. */
function synonymsOf(otherNames: readonly string[], name: string): string[] {
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
