import type { FoodData } from "./import/FoodData.js";

/** What a word is worth in a search when it is the thing asked for, and when it only describes that thing. */
export type TermPoints = readonly [noun: number, modifier: number];

/** The columns of `foods` that the search reads; a trigger spreads `search` over the index. */
export function searchColumns(food: FoodData): { search: Record<string, TermPoints> } {
  const words = food.name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return { search: Object.fromEntries(words.map((word): [string, TermPoints] => [word, [1, 1]])) };
}
