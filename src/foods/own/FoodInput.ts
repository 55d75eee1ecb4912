import { Field, Float, ID, InputType, registerEnumType } from "type-graphql";
import { Gtin } from "../Gtin.js";
import { type Nutrients, nutrientNames } from "../Nutrients.js";

export enum NutritionBasis {
  HUNDRED_GRAMS = "HUNDRED_GRAMS",
  HUNDRED_MILLILITRES = "HUNDRED_MILLILITRES",
  SERVING = "SERVING",
}

registerEnumType(NutritionBasis, {
  name: "NutritionBasis",
  description: "The quantity that given figures are for.",
  valuesConfig: {
    HUNDRED_GRAMS: { description: "100 g." },
    HUNDRED_MILLILITRES: { description: "100 ml." },
    SERVING: { description: "A serving, of which servingGrams says the weight." },
  },
});

@InputType({ description: "Label nutrients of an own food. What is absent or null is unknown, not zero." })
class NutritionInput {
  @Field(() => NutritionBasis, { description: "The quantity that the figures are for." })
  readonly per!: NutritionBasis;

  @Field(() => Float, {
    nullable: true,
    description: "What a serving weighs, g; needed with SERVING, and only then.",
  })
  readonly servingGrams?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "Energy, kJ. Without energyKcal the kcal are these divided by 4.184.",
  })
  readonly energyKj?: number | null;
}
for (const name of nutrientNames) {
  const description = "As in Nutrition, from 0 to 1000000.";
  Field(() => Float, { nullable: true, description })(NutritionInput.prototype, name);
}

@InputType({ description: "A household measure of an own food." })
class PortionInput {
  @Field(() => String, { description: 'As people say it, such as "1 slice"; 1 to 100 characters.' })
  readonly name!: string;

  @Field(() => Float, { nullable: true, description: "Weight, g." })
  readonly grams?: number | null;

  @Field(() => Float, { nullable: true, description: "Volume, ml." })
  readonly millilitres?: number | null;
}

@InputType()
abstract class FoodInput {
  @Field(() => String, { nullable: true, description: "Brand, at most 100 characters." })
  readonly brand?: string | null;

  @Field(() => Gtin, { nullable: true, description: "Barcode: 8, 12, 13 or 14 digits." })
  readonly gtin?: string | null;

  @Field(() => String, { nullable: true, description: "Ingredients, at most 5000 characters." })
  readonly ingredients?: string | null;

  @Field(() => NutritionInput, { nullable: true, description: "Its label nutrients, all of them together." })
  readonly nutrition?: (NutritionInput & Partial<Nutrients>) | null;

  @Field(() => [PortionInput], {
    nullable: true,
    description: "Its household measures, the usual serving first; at most 20.",
  })
  readonly portions?: PortionInput[] | null;
}

@InputType({ description: "A food of one's own." })
export class CreateFoodInput extends FoodInput {
  @Field(() => String, { description: "Its name, 1 to 200 characters." })
  readonly name!: string;
}

@InputType({ description: "What is to be another in an own food. What is absent stays, null is taken away." })
export class UpdateFoodInput extends FoodInput {
  @Field(() => ID, { description: "Global id of the food, such as food_4711." })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: "Its name, 1 to 200 characters." })
  readonly name?: string | null;
}

@InputType({ description: "The own food to delete." })
export class DeleteFoodInput {
  @Field(() => ID, { description: "Global id of the food, such as food_4711." })
  readonly id!: string;
}

/** All that a user says about a food, checked by nobody yet. */
export type Draft = Omit<UpdateFoodInput, "id">;
export type GivenNutrition = NonNullable<Draft["nutrition"]>;
export type GivenPortion = PortionInput;
