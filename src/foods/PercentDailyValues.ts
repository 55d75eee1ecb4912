import { Field, Float, ObjectType } from "type-graphql";
import { percentOfDailyValue } from "./Nutrient.js";
import { labelNutrients, type Nutrients } from "./Nutrients.js";

const shownOf = new Map<string, keyof Nutrients>();

/** A percentage of the Daily Value of this label nutrient. */
function PercentOf(nutrient: keyof Nutrients): PropertyDecorator {
  return (target, property) => {
    shownOf.set(String(property), nutrient);
    const description = `How many percent of the Daily Value \`${nutrient}\` of Nutrition is.`;
    Field(() => Float, { nullable: true, description })(target, property);
  };
}

@ObjectType({
  simpleResolvers: true,
  description:
    "Percent of the Daily Value of the US label (FDA 2016), at most one decimal; null where the amount is unknown.",
})
export class PercentDailyValues {
  @PercentOf("proteinG")
  readonly protein!: number | null;

  @PercentOf("fatG")
  readonly fat!: number | null;

  @PercentOf("saturatedFatG")
  readonly saturatedFat!: number | null;

  @PercentOf("cholesterolMg")
  readonly cholesterol!: number | null;

  @PercentOf("carbohydrateG")
  readonly carbohydrate!: number | null;

  @PercentOf("addedSugarsG")
  readonly addedSugars!: number | null;

  @PercentOf("fiberG")
  readonly fiber!: number | null;

  @PercentOf("sodiumMg")
  readonly sodium!: number | null;

  @PercentOf("potassiumMg")
  readonly potassium!: number | null;

  @PercentOf("calciumMg")
  readonly calcium!: number | null;

  @PercentOf("ironMg")
  readonly iron!: number | null;

  @PercentOf("vitaminDMcg")
  readonly vitaminD!: number | null;
}

export function percentDailyValuesOf(amounts: Nutrients): PercentDailyValues {
  const percents: Record<string, number | null> = {};
  for (const [name, nutrient] of shownOf) {
    const amount = amounts[nutrient];
    percents[name] = amount === null ? null : percentOfDailyValue(labelNutrients[nutrient].ids[0]!, amount);
  }
  return percents as unknown as PercentDailyValues;
}
