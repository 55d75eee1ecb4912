import { Embeddable, Property } from "@mikro-orm/decorators/legacy";
import { Field, Float, ObjectType } from "type-graphql";

/** An amount that may be unknown: a column that can be null and a GraphQL field that says its unit. */
function Amount(description: string): PropertyDecorator {
  return (target, property) => {
    const name = String(property);
    Property({ type: "double", nullable: true, fieldName: columnOf(name) })(target, name);
    Field(() => Float, { nullable: true, description })(target, name);
  };
}

/** The column of a nutrient. MikroORM's own rule would write vitaminDMcg as vitamin_dmcg. */
export function columnOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Readers see them as `Nutrition`, in the amount that they ask for. */
@ObjectType({ simpleResolvers: true })
@Embeddable()
export class Nutrients {
  @Amount("Energy, kcal.")
  energyKcal: number | null = null;

  @Amount("Protein, g.")
  proteinG: number | null = null;

  @Amount("Total fat, g.")
  fatG: number | null = null;

  @Amount("Saturated fatty acids, g.")
  saturatedFatG: number | null = null;

  @Amount("Trans fatty acids, g.")
  transFatG: number | null = null;

  @Amount("Cholesterol, mg.")
  cholesterolMg: number | null = null;

  @Amount("Carbohydrate, g. `source.carbohydrateBasis` says whether fibre is counted.")
  carbohydrateG: number | null = null;

  @Amount("Total sugars, g.")
  sugarsG: number | null = null;

  @Amount("Added sugars, g.")
  addedSugarsG: number | null = null;

  @Amount("Dietary fibre, g.")
  fiberG: number | null = null;

  @Amount("Sodium, mg. Salt is 2.5 times as much.")
  sodiumMg: number | null = null;

  @Amount("Potassium, mg.")
  potassiumMg: number | null = null;

  @Amount("Calcium, mg.")
  calciumMg: number | null = null;

  @Amount("Iron, mg.")
  ironMg: number | null = null;

  @Amount("Vitamin D (D2 + D3), µg.")
  vitaminDMcg: number | null = null;
}

/** The names of all label nutrients, in the order in which they are shown. */
export const nutrientNames = Object.keys(new Nutrients()) as (keyof Nutrients)[];

/** Label nutrients as a row of `foods` has them, unrounded. */
export type NutrientColumns = { readonly [name in keyof Nutrients]?: number | null };

/** As every door shows label nutrients; unknown stays null. */
export const atMostTwoDecimals = (amount: number | null): number | null =>
  amount === null ? null : Math.round(amount * 100) / 100;

interface LabelNutrient {
  readonly unit: "KCAL" | "G" | "MG" | "UG";
  /** Nutrient ids, the best first: a food has the first of them that it states. */
  readonly ids: readonly number[];
}

/**
 * Where each label nutrient stands in FoodData Central. Many Foundation foods state energy only by Atwater
 * factors (2048 specific, 2047 general), fat only as NLEA fat (1085) and sugars only as an NLEA sum (1063).
 */
export const labelNutrients: Record<keyof Nutrients, LabelNutrient> = {
  energyKcal: { unit: "KCAL", ids: [1008, 2048, 2047] },
  proteinG: { unit: "G", ids: [1003] },
  fatG: { unit: "G", ids: [1004, 1085] },
  saturatedFatG: { unit: "G", ids: [1258] },
  transFatG: { unit: "G", ids: [1257] },
  cholesterolMg: { unit: "MG", ids: [1253] },
  carbohydrateG: { unit: "G", ids: [1005] },
  sugarsG: { unit: "G", ids: [2000, 1063] },
  addedSugarsG: { unit: "G", ids: [1235] },
  fiberG: { unit: "G", ids: [1079] },
  sodiumMg: { unit: "MG", ids: [1093] },
  potassiumMg: { unit: "MG", ids: [1092] },
  calciumMg: { unit: "MG", ids: [1087] },
  ironMg: { unit: "MG", ids: [1089] },
  vitaminDMcg: { unit: "UG", ids: [1114] },
};
