import { Field, Float, InputType, registerEnumType } from "type-graphql";
import { BadInput } from "../errors.js";
import { Allergen } from "./Allergen.js";
import { Diet } from "./Diet.js";
import { FoodKind } from "./Food.js";
import { Gtin } from "./Gtin.js";
import { columnOf, nutrientNames } from "./Nutrients.js";
import { sources } from "./sources.js";

/** The label nutrients, to filter and to order by: `proteinG` is PROTEIN_G. */
export const LabelNutrient = Object.fromEntries(
  nutrientNames.map((name) => [columnOf(name).toUpperCase(), name]),
) as Record<string, (typeof nutrientNames)[number]>;

registerEnumType(LabelNutrient, {
  name: "LabelNutrient",
  description: "A label nutrient with its unit; amounts are per 100 g or 100 ml.",
});

@InputType({ description: "Foods with a known amount in this range." })
export class NutrientRange {
  @Field(() => LabelNutrient, { description: "Which nutrient." })
  nutrient!: (typeof nutrientNames)[number];

  @Field(() => Float, { nullable: true, description: "At least so much, in the unit of the nutrient." })
  min?: number | null;

  @Field(() => Float, { nullable: true, description: "At most so much." })
  max?: number | null;
}

@InputType({
  description: "What a food must be. Everything given must hold; what a source does not tell never holds.",
})
export class FoodFilter {
  @Field(() => FoodKind, { nullable: true, description: "Only foods of this kind." })
  kind?: FoodKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only foods of this set, by the name that `sources` has, such as "USDA Foundation".',
  })
  source?: string | null;

  @Field(() => String, { nullable: true, description: "Food group, in the words of its source; any case." })
  category?: string | null;

  @Field(() => String, { nullable: true, description: "Brand, whole, in any case." })
  brand?: string | null;

  @Field(() => Gtin, { nullable: true, description: "Barcode: 8, 12, 13 or 14 digits." })
  gtin?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Sold or eaten in this country: ISO 3166-1 code of two letters, such as US.",
  })
  market?: string | null;

  @Field(() => [NutrientRange], { nullable: true, description: "At most 15 ranges of label nutrients." })
  nutrients?: NutrientRange[] | null;

  @Field(() => [Diet], { nullable: true, description: "The source says that it suits all of these." })
  suits?: Diet[] | null;

  @Field(() => [Allergen], { nullable: true, description: "The label says that it is free of all of these." })
  freeFrom?: Allergen[] | null;
}

/** Conditions on `foods f`, without the values that they name `$1` and so on. */
export interface Conditions {
  readonly list: string[];
  readonly values: unknown[];
}

/** What every list of the catalogue's foods is limited to. */
const inCatalogue = ["f.owner_id is null", "f.retired_at is null"];
const mostRanges = 15;
const longestText = 200;

/** The filter as conditions, for foods that the catalogue has, or for those of one user. */
export function conditionsOf(filter: FoodFilter, ownerId: number | null = null): Conditions {
  const conditions: Conditions = { list: ownerId === null ? [...inCatalogue] : [], values: [] };
  if (ownerId !== null) when(conditions, ownerId, (value) => `f.owner_id = ${value}`);
  const { nutrients, suits, freeFrom } = filter;
  if (filter.kind) when(conditions, filter.kind, (value) => `f.kind = ${value}`);
  if (isGiven(filter.source)) when(conditions, sourceKey(filter.source), (value) => `f.source = ${value}`);
  for (const name of ["category", "brand"] as const) {
    const text = filter[name];
    if (isGiven(text))
      when(conditions, readText(name, text), (value) => `lower(f.${name}) = lower(${value})`);
  }
  if (isGiven(filter.gtin)) when(conditions, filter.gtin, (value) => `f.gtins @> array[${value}]`);
  if (isGiven(filter.market))
    when(conditions, marketOf(filter.market), (value) => `f.markets @> array[${value}]`);
  if (suits?.length) {
    const tags = Object.fromEntries(suits.map((diet) => [diet, true]));
    when(conditions, JSON.stringify(tags), (value) => `f.diets @> ${value}::jsonb`);
  }
  if (freeFrom?.length) {
    const tags = Object.fromEntries(freeFrom.map((allergen) => [allergen, "NO"]));
    when(conditions, JSON.stringify(tags), (value) => `f.allergens @> ${value}::jsonb`);
  }
  for (const range of readRanges(nutrients ?? [])) {
    const column = `f.${columnOf(range.nutrient)}`;
    if (isGiven(range.min)) when(conditions, range.min, (value) => `${column} >= ${value}`);
    if (isGiven(range.max)) when(conditions, range.max, (value) => `${column} <= ${value}`);
  }
  return conditions;
}

/** Adds a condition on a value. */
export function when(
  { list, values }: Conditions,
  value: unknown,
  condition: (name: string) => string,
): void {
  values.push(value);
  list.push(condition(`$${values.length}`));
}

const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

/** Whether anything but the kind is asked for; the search index knows the kind by itself. */
export const isOnlyKind = ({ kind, ...rest }: FoodFilter) =>
  Object.values(rest).every((value) => !isGiven(value) || (Array.isArray(value) && value.length === 0));

/** Whether the filter asks for nothing at all. */
export const isEmpty = (filter: FoodFilter) => !filter.kind && isOnlyKind(filter);

function readText(name: string, text: string): string {
  if (text.trim() === "" || text.length > longestText || /\p{Cc}|\p{Cs}/u.test(text))
    throw new BadInput(`filter.${name} must be text of 1 to ${longestText} characters.`);
  return text.trim();
}

function sourceKey(name: string): string {
  const found = Object.entries(sources).find(([, source]) => source.name === name);
  if (found) return found[0];
  const names = Object.values(sources).map((source) => source.name);
  throw new BadInput(`filter.source is none of the sets of foods, which are: ${names.join(", ")}.`);
}

function marketOf(text: string): string {
  if (/^[A-Z]{2}$/.test(text)) return text;
  throw new BadInput("filter.market is no country; it is two capital letters, such as US.");
}

function readRanges(ranges: readonly NutrientRange[]): readonly NutrientRange[] {
  if (ranges.length > mostRanges)
    throw new BadInput(`filter.nutrients has ${ranges.length} ranges; at most ${mostRanges} are allowed.`);
  for (const { nutrient, min, max } of ranges) {
    if (!isGiven(min) && !isGiven(max))
      throw new BadInput(`filter.nutrients: give min or max for ${nutrient}.`);
    if (isGiven(min) && isGiven(max) && min > max)
      throw new BadInput(`filter.nutrients: min is above max for ${nutrient}.`);
  }
  return ranges;
}
