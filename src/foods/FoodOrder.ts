import { Field, InputType, registerEnumType } from "type-graphql";
import { LabelNutrient } from "./FoodFilter.js";
import type { nutrientNames } from "./Nutrients.js";

export enum Direction {
  ASC = "ASC",
  DESC = "DESC",
}

registerEnumType(Direction, {
  name: "Direction",
  description: "Which way to order.",
  valuesConfig: { ASC: { description: "Least first." }, DESC: { description: "Most first." } },
});

@InputType({
  description: "Order by the amount of a label nutrient; foods whose amount is unknown come last.",
})
export class FoodOrder {
  @Field(() => LabelNutrient, { description: "Which nutrient." })
  nutrient!: (typeof nutrientNames)[number];

  @Field(() => Direction, { defaultValue: Direction.DESC, description: "Most first unless told otherwise." })
  direction!: Direction;
}
