import type { FoodData } from "./import/FoodData.js";
import {
  containers,
  type Place,
  placeCost,
  points,
  sourcePrior,
  weakNouns,
  wordCost,
  wordLists,
} from "./searchWeights.js";
import { words, wordsWithCompany } from "./words.js";

/** What the search knows about a food: its score before any word matched, and what each word adds to it. */
export interface SearchEntry {
  readonly base: number;
  /** Word to points: when it is the thing asked for, and when it only describes that thing. */
  readonly terms: Record<string, readonly [noun: number, modifier: number]>;
}

/** The columns of `foods` that the search reads. */
export function searchColumns(food: FoodData): { search: SearchEntry } {
  const terms: Record<string, readonly [number, number]> = {};
  let base = sourcePrior[food.source] ?? 0;
  for (const [word, place] of places(food)) {
    const cost = costOf(word, place);
    base -= cost;
    terms[word] = [points[place].noun + cost, points[place].modifier + cost];
  }
  return { search: { base, terms } };
}

/** Each word of a food at the best place where it stands. */
function places(food: FoodData): Map<string, Place> {
  const found = new Map<string, Place>();
  const note = (list: readonly string[], place: Place) => {
    for (const word of list) if (!found.has(word)) found.set(word, place);
  };
  const asides = [...food.name.matchAll(/\(([^)]*)\)/g)].map((match) => match[1]!);
  const parts = food.name.replace(/\([^)]*\)?/g, " ").split(/[,;]/);
  let rank = 0;
  for (const part of parts) {
    const { food: own, company } = wordsWithCompany(part);
    if (own.length === 0) continue;
    if (rank === 0 && own.every((word) => containers.has(word)) && parts.length > 1) {
      note(own, "container");
    } else {
      if (rank === 0) note(nouns(own), "noun");
      note(own, rank === 0 ? "compound" : rank === 1 ? "variant" : "detail");
      rank++;
    }
    // "Prepared with nigari" tells how a food was made, "with vegetables" what else is on the plate.
    note(company, own.at(-1) === "prepared" ? "aside" : "company");
  }
  for (const aside of asides) note(words(aside), "aside");
  if (food.brand) note(words(food.brand), "detail");
  for (const synonym of food.synonyms) note(words(synonym), "synonym");
  return found;
}

function nouns(part: readonly string[]): string[] {
  return part.slice(weakNouns.has(part.at(-1)!) ? -2 : -1);
}

function costOf(word: string, place: Place): number {
  if (place === "synonym" || place === "container") return placeCost[place];
  const kind = wordKinds.find((name) => wordLists[name].has(word));
  if (!kind) return placeCost[place];
  // Whatever it means elsewhere, as the noun it is the food: "Fat, chicken" is fat.
  return place === "noun" ? Math.max(placeCost.noun, wordCost[kind]) : wordCost[kind];
}

const wordKinds = Object.keys(wordCost) as (keyof typeof wordCost)[];
