// type-graphql needs it before the first decorator, and this may be the first type that a program loads.
import "reflect-metadata";
import { Field, Float, Int, ObjectType, registerEnumType } from "type-graphql";
import listed from "./nutrients.json" with { type: "json" };

export enum NutrientGroup {
  MACRONUTRIENTS = "MACRONUTRIENTS",
  CARBOHYDRATES = "CARBOHYDRATES",
  FATTY_ACIDS = "FATTY_ACIDS",
  AMINO_ACIDS = "AMINO_ACIDS",
  VITAMINS = "VITAMINS",
  CAROTENOIDS = "CAROTENOIDS",
  MINERALS = "MINERALS",
  STEROLS = "STEROLS",
  POLYPHENOLS = "POLYPHENOLS",
  ORGANIC_ACIDS = "ORGANIC_ACIDS",
  OTHER = "OTHER",
}

registerEnumType(NutrientGroup, {
  name: "NutrientGroup",
  description: "What a nutrient is. Each belongs to one group.",
  valuesConfig: {
    MACRONUTRIENTS: { description: "Energy, water, protein, fat, carbohydrate, fibre, alcohol and ash." },
    CARBOHYDRATES: { description: "Sugars, starches, kinds of fibre and sugar alcohols." },
    FATTY_ACIDS: { description: "Saturated, unsaturated and trans, in all and one by one." },
    VITAMINS: { description: "Vitamins, their forms, and choline." },
    STEROLS: { description: "Cholesterol and the sterols of plants." },
    POLYPHENOLS: { description: "Flavonoids, isoflavones, phenolic acids and their like." },
    OTHER: { description: "Caffeine, nitrates, pH and what else is measured in food." },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: "Something that is measured in food, as USDA FoodData Central numbers it (October 2024).",
})
export class Nutrient {
  @Field(() => Int, { description: "Its id in FoodData Central, such as 1089 for iron." })
  readonly id!: number;

  @Field(() => String, {
    nullable: true,
    description:
      "Its older number, which is not the id, such as 303 for iron; null for those that have none.",
  })
  readonly number!: string | null;

  @Field(() => String, { description: "Its name; no two share one." })
  readonly name!: string;

  @Field(() => String, {
    description:
      "Its name as one word that no other has, such as iron or vitaminDD2D3; chooses it in `fields` of the REST API.",
  })
  readonly key!: string;

  @Field(() => String, { description: "The unit of its amounts, such as g, mg, µg, kcal or IU." })
  readonly unit!: string;

  @Field(() => String, {
    nullable: true,
    description: "Its INFOODS tag as USDA SR28 has it, such as FE; null where there is none.",
  })
  readonly tag!: string | null;

  @Field(() => NutrientGroup, { description: "The group to which it belongs." })
  readonly group!: NutrientGroup;

  @Field(() => Float, {
    nullable: true,
    description:
      "The Daily Value of the US label in `unit`, for adults and children from 4 years (FDA 2016, 21 CFR 101.9(c)); null where there is none.",
  })
  readonly dailyValue!: number | null;
}

type Listed = Pick<Nutrient, "id" | "name" | "unit"> & { readonly group: string } & Partial<
    Record<"number" | "tag", string> & Record<"dailyValue", number>
  >;

/** A name as one word in camel case: letters and digits, a prime spelt out for it tells two gallates apart. */
function keyOf(name: string): string {
  const [first, ...further] = name.replaceAll("'", " prime ").match(/[\p{L}\d]+/gu)!;
  return [first!.toLowerCase(), ...further.map((word) => word[0]!.toUpperCase() + word.slice(1))].join("");
}

/**
 * All of USDA's nutrient.csv in the order in which people look for them. Names were made clear and distinct, for
 * "Energy" stood there twice.
 */
export const nutrients: readonly Nutrient[] = (listed as Listed[]).map(
  ({ number = null, tag = null, dailyValue = null, group, ...rest }) => ({
    ...rest,
    key: keyOf(rest.name),
    number,
    tag,
    group: group as NutrientGroup,
    dailyValue,
  }),
);

export const nutrientById: ReadonlyMap<number, Nutrient> = new Map(nutrients.map((one) => [one.id, one]));

/** Percent of the Daily Value, at most one decimal; null where there is none. */
export function percentOfDailyValue(id: number, amount: number): number | null {
  const dailyValue = nutrientById.get(id)?.dailyValue ?? null;
  return dailyValue === null ? null : Math.round((amount / dailyValue) * 1000) / 10;
}
