import type { AskedWord } from "./readQuery.js";
import { costOf, type NamedFood, partsOf } from "./searchIndex.js";
import { type Place, placeCost, wordLists } from "./searchWeights.js";

/**
 * Whether a food with all the words may be another one nevertheless. It is if what it is was not asked for, and what was
 * asked for stands in a part of its name that says something else: flour in "Pasta, gluten-free, corn and rice flour".
 * A part that says nothing else tells which one it is: minestrone in "Soup, minestrone".
 */
export function isAnotherFood(
  { name }: NamedFood,
  said: ReadonlyMap<string, Place>,
  asked: readonly AskedWord[],
): boolean {
  const noun = asked.find(({ role }) => role === "noun")?.word ?? "";
  const place = said.get(noun);
  if (place !== "variant" && place !== "detail" && place !== "company") return false;
  const wanted = new Set(asked.map(({ word }) => word));
  const unasked = [...said].filter(([word, at]) => at === "noun" && !wanted.has(word));
  const costs = unasked.map(([word]) => costOf(word, "noun"));
  // "Beef, top sirloin steak" is a steak: of a variant only what is made into another food is one.
  if (!costs.some((cost) => cost > placeCost.noun || (cost === placeCost.noun && place !== "variant")))
    return false;
  const saysNoMore = (part: readonly string[]) =>
    // "Soup, Manhattan clam chowder" is chowder.
    (place === "variant" && part.at(-1) === noun) ||
    (part.includes(noun) && part.every((word) => wanted.has(word) || wordLists.plain.has(word)));
  return !partsOf(name).some(({ food }) => saysNoMore(food));
}
