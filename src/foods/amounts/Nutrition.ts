import { Field, Float, ObjectType } from "type-graphql";
import { atMostTwoDecimals, type NutrientColumns, Nutrients, nutrientNames } from "../Nutrients.js";
import { PercentDailyValues, percentDailyValuesOf } from "../PercentDailyValues.js";
import { Conversion } from "./Conversion.js";
import type { Measured } from "./measure.js";
import { Portion } from "./Portion.js";

/** EU regulation 1169/2011 and USDA alike; labels round kJ and kcal on their own, so a stated kJ comes first. */
export const kjPerKcal = 4.184;

@ObjectType({
  simpleResolvers: true,
  description:
    "Label nutrients of an amount of a food, at most two decimals. Null means that the source does not say, which is not the same as zero.",
})
export class Nutrition extends Nutrients {
  @Field(() => Float, { nullable: true, description: "Energy, kJ." })
  readonly energyKj!: number | null;

  @Field(() => Boolean, {
    description: "Whether the source states no kJ, so that energyKj is 4.184 × energyKcal.",
  })
  readonly isEnergyKjComputed!: boolean;

  @Field(() => PercentDailyValues, { description: "The same amounts as percentages of the Daily Values." })
  readonly percentDailyValues!: PercentDailyValues;

  @Field(() => Float, {
    nullable: true,
    description: "What the amount weighs, g; null where that is not known.",
  })
  readonly grams!: number | null;

  @Field(() => Float, { nullable: true, description: "Its volume, ml; null where that is not known." })
  readonly millilitres!: number | null;

  @Field(() => Conversion, { description: "How the amount was turned into grams or millilitres." })
  readonly conversion!: Conversion;

  @Field(() => Portion, {
    nullable: true,
    description: "The portion that told what the amount weighs; null where none was needed.",
  })
  readonly portion!: Portion | null;
}

/** What the catalogue keeps, unrounded and in the quantity named by `per`. */
export interface LabelFacts extends NutrientColumns {
  readonly energyKj?: number | null;
}

/** Scaled as stored; rounded once, on the way out. */
export function nutritionOf(facts: LabelFacts, measured: Measured): Nutrition {
  const { factor, grams, millilitres, conversion, portion } = measured;
  const amounts = {} as Nutrients;
  for (const name of nutrientNames) amounts[name] = scaled(facts[name] ?? null, factor);
  const statedKj = scaled(facts.energyKj ?? null, factor);
  const computedKj = scaled(amounts.energyKcal, kjPerKcal);
  const nutrition = {
    energyKj: atMostTwoDecimals(statedKj ?? computedKj),
    isEnergyKjComputed: statedKj === null && computedKj !== null,
    percentDailyValues: percentDailyValuesOf(amounts),
    grams: atMostTwoDecimals(grams),
    millilitres: atMostTwoDecimals(millilitres),
    conversion,
    portion,
  };
  for (const name of nutrientNames) amounts[name] = atMostTwoDecimals(amounts[name]);
  return Object.assign(amounts, nutrition);
}

const scaled = (amount: number | null, factor: number) => (amount === null ? null : amount * factor);
