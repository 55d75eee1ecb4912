import { isAnotherFood } from "./anotherFood.js";
import type { Best } from "./findBest.js";
import { weightOf } from "./rankFoods.js";
import type { NamedFood } from "./searchIndex.js";
import type { Place } from "./searchWeights.js";

export enum Match {
  EXACT = "EXACT",
  CLOSE = "CLOSE",
  FUZZY = "FUZZY",
}

/** How a food fits: a word that tells foods apart and is missing is a doubt, one of many is not. */
export function matchOf(
  food: NamedFood,
  said: ReadonlyMap<string, Place>,
  { asked, isMended, unknown }: Best,
): Match {
  if (isMended) return Match.FUZZY;
  const missing = asked.filter(({ word }) => !said.has(word));
  const hard = missing.filter(({ role }) => role !== "soft");
  if (
    hard.some(({ word, role }) => role === "noun" || unknown.has(word)) ||
    4 * hard.length > weightOf(asked)
  )
    return Match.FUZZY;
  if (isAnotherFood(food, said, asked)) return Match.FUZZY;
  return missing.length > 0 ? Match.CLOSE : Match.EXACT;
}
