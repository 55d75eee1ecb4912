import { Collection } from "@mikro-orm/core";
import {
  Embedded,
  Entity,
  Enum,
  OneToMany,
  PrimaryKey,
  Property,
  Unique,
} from "@mikro-orm/decorators/legacy";
import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { Node } from "../users/Node.js";
import { EnergyBasis } from "./EnergyBasis.js";
import { FoodSource } from "./FoodSource.js";
import { Nutrients } from "./Nutrients.js";
import { Portion } from "./Portion.js";
import type { SourceKey } from "./sources.js";

export enum FoodKind {
  GENERIC = "GENERIC",
  BRANDED = "BRANDED",
  RESTAURANT = "RESTAURANT",
  CUSTOM = "CUSTOM",
}

registerEnumType(FoodKind, {
  name: "FoodKind",
  description: "What kind of food this is.",
  valuesConfig: {
    GENERIC: { description: "A food as such, of no brand." },
    BRANDED: { description: "A product with a brand, mostly with a barcode." },
    RESTAURANT: { description: "A dish of a restaurant chain." },
    CUSTOM: { description: "A user's own food, seen by that user alone." },
  },
});

/** Doors show foods as foodViews reads them, which fills what is no column. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A food, its label nutrients and its household measures.",
})
@Entity({ tableName: "foods" })
@Unique({ properties: ["source", "sourceId"] })
export class Food {
  @PrimaryKey({ type: "integer" })
  id!: number;

  @Field(() => ID, {
    name: "id",
    simple: false,
    description: "Global id, the same in every door, such as food_4711.",
  })
  readonly globalId!: string;

  @Field(() => String, { description: "Display name, as the source has it." })
  @Property({ type: "text" })
  name!: string;

  @Field(() => String, { description: "The name in links; unique, lower case, words joined by hyphens." })
  @Unique()
  @Property({ type: "text" })
  slug!: string;

  @Field(() => String, { description: "The page of this food, for people." })
  readonly url!: string;

  @Field(() => FoodKind, { description: "What kind of food this is." })
  @Enum({ items: () => FoodKind })
  kind!: FoodKind;

  @Field(() => [String], { description: "Other names under which the food is found." })
  @Property({ type: "text[]" })
  synonyms: string[] = [];

  @Field(() => String, { nullable: true, description: "Food group, in the words of the source." })
  @Property({ type: "text", nullable: true })
  category: string | null = null;

  @Field(() => String, { nullable: true, description: "Brand, null for a generic food." })
  @Property({ type: "text", nullable: true })
  brand: string | null = null;

  @Field(() => String, { nullable: true, description: "Barcode (GTIN), 8, 13 or 14 digits." })
  @Property({ type: "text", nullable: true, index: true })
  gtin: string | null = null;

  @Field(() => String, {
    nullable: true,
    description: "Ingredients, as the label says; null where none does.",
  })
  @Property({ type: "text", nullable: true })
  ingredients: string | null = null;

  @Field(() => String, { description: 'The quantity that `nutrition` is for: "100 g" or "100 ml".' })
  @Property({ type: "text" })
  per: string = "100 g";

  @Field(() => Nutrients, { description: "Label nutrients in the quantity named by `per`." })
  @Embedded(() => Nutrients, { prefix: false })
  nutrition: Nutrients = new Nutrients();

  @Field(() => [Portion], { description: "Household measures, the usual serving first." })
  @OneToMany(
    () => Portion,
    (portion) => portion.food,
    { orderBy: { position: "asc" } },
  )
  portions = new Collection<Portion>(this);

  @Field(() => Portion, {
    nullable: true,
    description: "The usual serving, null where the source names none.",
  })
  readonly serving!: Portion | null;

  @Property({ type: "text" })
  source!: SourceKey;

  @Property({ type: "text" })
  sourceId!: string;

  /** Date of the release it was imported from, as the source names it. */
  @Property({ type: "text" })
  release!: string;

  @Property({ type: "datetime" })
  importedAt: Date = new Date();

  @Enum({ items: () => EnergyBasis, nullable: true })
  energyBasis: EnergyBasis | null = null;

  @Field(() => FoodSource, {
    name: "source",
    simple: false,
    description: "Where the figures come from: release, licence, link and how to name it.",
  })
  readonly foodSource!: FoodSource;

  @Field(() => String, { description: 'Source and id there, such as "USDA SR Legacy 172475".' })
  readonly sourceLabel!: string;
}
