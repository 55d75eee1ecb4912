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
