// type-graphql needs it before the first decorator, and this may be the first type that a program loads.
import "reflect-metadata";
import { Field, ObjectType, registerEnumType } from "type-graphql";

export enum Diet {
  VEGAN = "VEGAN",
  VEGETARIAN = "VEGETARIAN",
  PALM_OIL_FREE = "PALM_OIL_FREE",
  ORGANIC = "ORGANIC",
  HALAL = "HALAL",
  KOSHER = "KOSHER",
}

registerEnumType(Diet, {
  name: "Diet",
  description: "A way of eating or a promise on a label that a food may suit.",
});

@ObjectType({ simpleResolvers: true, description: "Whether a food suits a diet, as its source says." })
export class DietStatement {
  @Field(() => Diet, { description: "Which diet." })
  readonly diet!: Diet;

  @Field(() => Boolean, { description: "Whether the food suits it." })
  readonly suits!: boolean;
}
