// type-graphql needs it before the first decorator, and this may be the first type that a program loads.
import "reflect-metadata";
import { crc32 } from "node:zlib";
import { Field, Float, ID, ObjectType, registerEnumType } from "type-graphql";

export enum PortionOrigin {
  SOURCE = "SOURCE",
  LABEL = "LABEL",
  OWNER = "OWNER",
}

registerEnumType(PortionOrigin, {
  name: "PortionOrigin",
  description: "Who says what a portion weighs.",
  valuesConfig: {
    SOURCE: { description: "The source weighed it or assumes it." },
    LABEL: { description: "The serving on the label of the product." },
    OWNER: { description: "The user whose food it is." },
  },
});

/** A portion as the catalogue keeps it. What is null there is left out. */
export interface PortionData {
  /** As people say it. */
  readonly name: string;
  readonly amount?: number;
  readonly unit?: string;
  readonly modifier?: string;
  readonly grams?: number;
  readonly millilitres?: number;
  readonly origin: PortionOrigin;
}

@ObjectType({ simpleResolvers: true, description: "A household measure of a food and what it weighs." })
export class Portion {
  @Field(() => ID, {
    description:
      "Global id, such as portion_4711_1839204. It is good for as long as the food has a portion of this name and weight.",
  })
  get id(): string {
    return `portion_${this.#foodId}_${crc32(JSON.stringify([this.name, this.grams, this.millilitres]))}`;
  }

  @Field(() => String, { description: 'As people say it, such as "0.5 cup".' })
  readonly name: string;

  @Field(() => Float, {
    nullable: true,
    description: "How many of the unit, such as 0.5; null where the source does not say.",
  })
  readonly amount: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The unit, such as "cup"; null where the source does not say.',
  })
  readonly unit: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What is said about the unit, such as "chopped"; null where nothing is.',
  })
  readonly modifier: string | null;

  @Field(() => Float, { nullable: true, description: "Weight, g; null where only its volume is known." })
  readonly grams: number | null;

  @Field(() => Float, { nullable: true, description: "Volume, ml; null where only its weight is known." })
  readonly millilitres: number | null;

  @Field(() => Boolean, { description: "Whether this is the usual serving." })
  readonly isDefault: boolean;

  @Field(() => PortionOrigin, { description: "Who says what it weighs." })
  readonly origin: PortionOrigin;

  readonly #foodId: number;

  constructor(foodId: number, data: PortionData, isDefault: boolean) {
    this.#foodId = foodId;
    this.name = data.name;
    this.amount = data.amount ?? null;
    this.unit = data.unit ?? null;
    this.modifier = data.modifier ?? null;
    this.grams = data.grams ?? null;
    this.millilitres = data.millilitres ?? null;
    this.isDefault = isDefault;
    this.origin = data.origin;
  }
}

/** The portions of a food as doors show them; the first one is the usual serving. */
export function portionViews(foodId: number, portions: readonly PortionData[]): Portion[] {
  return portions.map((data, at) => new Portion(foodId, data, at === 0));
}

const measure =
  /^((?:\d+ )?\d+\/\d+|\d*\.?\d+) ((?:(?:fl|extra|cubic|surface) )?\p{L}+)\.?(?:[ ,]+(?:\(([^()]+)\)|(.+)))?$/iu;

/** Amount, unit and what is said about it, in a name such as "1 cup, chopped" or "1 1/2 cups"; nothing in any other. */
export function unitIn(name: string): Pick<PortionData, "amount" | "unit" | "modifier"> {
  const [, count, unit, bracketed, said = bracketed] = measure.exec(name) ?? [];
  const amount = numberIn(count ?? "");
  if (!unit || !(amount > 0) || amount === Number.POSITIVE_INFINITY) return {};
  return { amount, unit: unit.toLowerCase(), ...(said && { modifier: said }) };
}

/** "0.5", "1/2" and "1 1/2" as numbers. */
function numberIn(text: string): number {
  const parts = text.split(" ").map((part) => part.split("/").map(Number));
  return parts.reduce((sum, [top = Number.NaN, bottom = 1]) => sum + top / bottom, 0);
}
