import { BadInput } from "../errors.js";
import { type Amount, measure } from "./amounts/measure.js";
import { type Nutrition, nutritionOf } from "./amounts/Nutrition.js";
import { readCount } from "./amounts/readCount.js";
import { unitName } from "./amounts/units.js";
import type { FoodView, Part, Reader } from "./foodViews.js";
import { atMostTwoDecimals, Nutrients, nutrientNames } from "./Nutrients.js";
import { searchOwnFirst } from "./own/searchOwnFirst.js";
import type { Match } from "./search/matchOf.js";

/** What one text was taken to be. */
export interface FoodMatch {
  readonly text: string;
  readonly food: FoodView | null;
  readonly match: Match | null;
  readonly nearTie: boolean;
  readonly amount: number | null;
  readonly unit: string | null;
  readonly isAssumed: boolean;
  /** For the amount; null where it or the food is not known. */
  readonly nutrition: Nutrition | null;
  readonly problem: string | null;
}

export interface FoodMatches {
  readonly matches: readonly FoodMatch[];
  readonly total: Total;
}

export interface Total {
  /** Of all texts; null where one does not tell. */
  readonly nutrition: Nutrients;
  /** Of those that tell; null where none does. */
  readonly atLeast: Nutrients;
  readonly unknown: readonly string[];
  readonly withoutFigures: readonly string[];
}

export const mostTexts = 20;
const longestText = 100;

/** Each text as an amount of the food that fits it best, and all of it together. */
export async function matchFoods(
  reader: Reader,
  texts: readonly string[],
  parts: ReadonlySet<Part>,
): Promise<FoodMatches> {
  if (texts.length < 1 || texts.length > mostTexts)
    throw new BadInput(`texts has ${texts.length}; it must have 1 to ${mostTexts}.`);
  const long = texts.find(({ length }) => length > longestText);
  if (long !== undefined)
    throw new BadInput(`One of texts has ${long.length} characters; at most ${longestText} are allowed.`);
  if (texts.some((text) => text.trim() === "")) throw new BadInput("One of texts is empty; leave it out.");
  const all = new Set<Part>([...parts, "nutrition", "portions"]);
  const matches: FoodMatch[] = [];
  // One after the other: one request must not take all connections.
  for (const text of texts) matches.push(await matchOne(reader, text, all));
  return { matches, total: totalOf(matches) };
}

async function matchOne(reader: Reader, text: string, parts: ReadonlySet<Part>): Promise<FoodMatch> {
  const search = { query: text, filter: {}, first: 1, after: null };
  const { found, amount } = await searchOwnFirst(reader, search, parts);
  const [best] = found;
  if (!best) return { ...nothing, text, problem: "No food fits these words." };
  const { node: food, match, nearTie } = best;
  return { text, food, match, nearTie, ...figuresOf(food, amount) };
}

const nothing = {
  food: null,
  match: null,
  nearTie: false,
  amount: null,
  unit: null,
  isAssumed: false,
  nutrition: null,
};

function figuresOf(food: FoodView, typed: string | null) {
  const { amount, unit } = typed === null ? { amount: null, unit: null } : readCount(typed);
  // Who says how many and no unit counts pieces; who says nothing means as much as is usual.
  const isAssumed = amount === null;
  const asked = { amount: amount ?? 1, unit: unitName(unit ?? (isAssumed ? "serving" : "piece")) };
  try {
    return { ...asked, isAssumed, nutrition: scaled(food, asked), problem: null };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return { ...asked, isAssumed, nutrition: null, problem: error.message };
  }
}

function scaled({ name, per, portionViews, facts }: FoodView, amount: Amount): Nutrition {
  return nutritionOf(facts!, measure({ name, per, portions: portionViews! }, amount));
}

function totalOf(matches: readonly FoodMatch[]): Total {
  const [nutrition, atLeast] = [new Nutrients(), new Nutrients()];
  for (const name of nutrientNames) {
    const amounts = matches.map((one) => one.nutrition?.[name] ?? null);
    const known = amounts.filter((amount) => amount !== null);
    const sum = atMostTwoDecimals(known.reduce((one, other) => one + other, 0));
    if (known.length > 0) atLeast[name] = sum;
    if (known.length === amounts.length) nutrition[name] = sum;
  }
  return {
    nutrition,
    atLeast,
    unknown: nutrientNames.filter((name) => nutrition[name] === null),
    withoutFigures: matches.filter((one) => one.nutrition === null).map(({ text }) => text),
  };
}
