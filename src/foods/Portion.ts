import type { Rel } from "@mikro-orm/core";
import { Entity, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { Field, Float, ObjectType } from "type-graphql";
import { Food } from "./Food.js";

@ObjectType({ simpleResolvers: true, description: "A household measure of a food and what it weighs." })
@Entity({ tableName: "portions" })
export class Portion {
  @PrimaryKey({ type: "integer" })
  id!: number;

  @ManyToOne(() => Food, { deleteRule: "cascade" })
  food!: Rel<Food>;

  /** From 1, the likeliest serving first; that one is shown as the serving. */
  @Property({ type: "integer" })
  position!: number;

  @Field(() => String, { description: 'As people say it, such as "0.5 cup".' })
  @Property({ type: "text" })
  name!: string;

  @Field(() => Float, { description: "Weight, g." })
  @Property({ type: "double" })
  grams!: number;
}
