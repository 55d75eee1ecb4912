import { Embedded, Entity, Enum, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { GraphQLDateTime } from "graphql-scalars";
import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { Node } from "../relay/Node.js";
import { type Allergen, type AllergenPresence, AllergenStatement } from "./Allergen.js";
import { Portion, type PortionData } from "./amounts/Portion.js";
import { CarbohydrateBasis } from "./CarbohydrateBasis.js";
import { type Diet, DietStatement } from "./Diet.js";
import { EnergyBasis } from "./EnergyBasis.js";
import { FoodSource } from "./FoodSource.js";
import { Gtin } from "./Gtin.js";
import { Nutrients } from "./Nutrients.js";
import { Preparation } from "./Preparation.js";
import type { RuleName } from "./plausibility.js";
import { QualityFlag } from "./QualityFlag.js";
import type { SourceKey } from "./sources.js";
import { Url } from "./Url.js";

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
@Unique({ properties: ["source", "sourceKey"] })
export class Food {
  @PrimaryKey({ type: "integer" })
  id!: number;

  @Field(() => ID, {
    name: "id",
    simple: false,
    description: "Global id, the same in every door, such as food_4711.",
  })
  readonly globalId!: string;

  @Field(() => String, { description: "Display name." })
  @Property({ type: "text" })
  name!: string;

  @Field(() => String, { description: "The name as the source writes it." })
  @Property({ type: "text" })
  sourceName!: string;

  @Field(() => String, { description: "The name in links; unique, lower case, words joined by hyphens." })
  @Unique()
  @Property({ type: "text" })
  slug!: string;

  @Field(() => Url, { description: "The page of this food, for people." })
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

  @Field(() => Preparation, {
    nullable: true,
    description: "How the food was prepared or kept; null where its name does not tell.",
  })
  @Enum({ items: () => Preparation, nullable: true })
  preparation: Preparation | null = null;

  @Field(() => String, { nullable: true, description: "Brand, null for a generic food." })
  @Property({ type: "text", nullable: true })
  brand: string | null = null;

  @Field(() => String, {
    nullable: true,
    description: "The company that owns the brand, null where the source does not say.",
  })
  @Property({ type: "text", nullable: true })
  brandOwner: string | null = null;

  @Field(() => Gtin, {
    nullable: true,
    description: "The first of its barcodes, 8, 13 or 14 digits; null if it has none.",
  })
  readonly gtin!: string | null;

  @Field(() => [Gtin], { description: "All its barcodes, 8, 13 or 14 digits each." })
  @Property({ type: "text[]" })
  gtins: string[] = [];

  @Field(() => String, {
    nullable: true,
    description: "Ingredients, as the label says; null where none does.",
  })
  @Property({ type: "text", nullable: true })
  ingredients: string | null = null;

  @Property({ type: "json" })
  allergens: Partial<Record<Allergen, AllergenPresence>> = {};

  @Field(() => [AllergenStatement], {
    name: "allergens",
    simple: false,
    description: "What the source says about allergens. One that is not listed is unknown, not absent.",
  })
  readonly allergenStatements!: readonly AllergenStatement[];

  @Property({ type: "json" })
  diets: Partial<Record<Diet, boolean>> = {};

  @Field(() => [DietStatement], {
    name: "diets",
    simple: false,
    description:
      "Which diets the food suits and which it does not, as the source says. One that is not listed is unknown.",
  })
  readonly dietStatements!: readonly DietStatement[];

  @Field(() => [String], {
    description:
      "Where it is sold or eaten: ISO 3166-1 codes of countries; empty where the source does not say.",
  })
  @Property({ type: "text[]" })
  markets: string[] = [];

  @Field(() => String, {
    nullable: true,
    description: "Language of its name: ISO 639-1 code; null where the source does not say.",
  })
  @Property({ type: "text", nullable: true })
  language: string | null = null;

  @Field(() => String, { description: 'The quantity that `nutrition` is for: "100 g" or "100 ml".' })
  @Property({ type: "text" })
  per: string = "100 g";

  /** In the quantity named by `per`. */
  @Embedded(() => Nutrients, { prefix: false })
  nutrition: Nutrients = new Nutrients();

  @Property({ type: "double", nullable: true })
  energyKj: number | null = null;

  /** The whole panel: ids of FoodData Central, ascending, and the amount of each in its unit. */
  @Property({ type: "smallint[]" })
  nutrientIds: number[] = [];

  @Property({ type: "double[]" })
  nutrientAmounts: number[] = [];

  @Property({ type: "json" })
  portions: PortionData[] = [];

  @Field(() => [Portion], {
    name: "portions",
    simple: false,
    description: "Household measures, the usual serving first.",
  })
  readonly portionViews!: readonly Portion[];

  @Field(() => Portion, {
    nullable: true,
    description: "The usual serving, null where the source names none.",
  })
  readonly serving!: Portion | null;

  @Property({ type: "text" })
  source!: SourceKey;

  /** What stays the same in the source from release to release. */
  @Property({ type: "text" })
  sourceKey!: string;

  @Property({ type: "text" })
  sourceId!: string;

  /** Date of this version at its source, where it has one. */
  @Property({ type: "text", nullable: true })
  published: string | null = null;

  /** Date of the release it was imported from, as the source names it. */
  @Property({ type: "text" })
  release!: string;

  @Property({ type: "datetime" })
  importedAt: Date = new Date();

  @Enum({ items: () => EnergyBasis, nullable: true })
  energyBasis: EnergyBasis | null = null;

  @Enum({ items: () => CarbohydrateBasis, nullable: true })
  carbohydrateBasis: CarbohydrateBasis | null = null;

  /** Names of the rules of plausibility that its figures break. */
  @Property({ type: "text[]" })
  flags: RuleName[] = [];

  @Field(() => [QualityFlag], {
    description: "Doubts about the figures, one for each rule of plausibility that they break; mostly none.",
  })
  readonly quality!: readonly QualityFlag[];

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      "Since when its source has it no more; null for a food of now. A retired food is not found by searching, but keeps its address.",
  })
  @Property({ type: "datetime", nullable: true })
  retiredAt: Date | null = null;

  /** Whose food it is, null for the catalogue's own. */
  @Property({ type: "integer", nullable: true })
  ownerId: number | null = null;

  @Field(() => FoodSource, {
    name: "source",
    simple: false,
    description: "Where the figures come from: release, licence, link and how to name it.",
  })
  readonly foodSource!: FoodSource;

  @Field(() => String, {
    description:
      'Source and id there, such as "USDA SR Legacy 172475"; with licence and link where the source asks for that.',
  })
  readonly sourceLabel!: string;
}
