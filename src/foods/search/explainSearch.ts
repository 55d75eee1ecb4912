import type { FoodFilter } from "../FoodFilter.js";
import { type Asker, findBest } from "./findBest.js";
import type { LookedFood } from "./LookedFood.js";
import { type Match, matchOf } from "./matchOf.js";
import { type AskedWord, readQuery } from "./readQuery.js";
import { costOf, costOfKind, priorOf } from "./searchIndex.js";
import type { secondLook } from "./searchWeights.js";
import { missing, points } from "./searchWeights.js";

export interface Component {
  readonly reason: string;
  readonly points: number;
}

export interface ExplainedFood {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly match: Match;
  readonly score: number;
  /** Adds up to the score. */
  readonly components: readonly Component[];
}

export interface ExplainedSearch {
  readonly amount: string | null;
  readonly asked: readonly AskedWord[];
  /** Whether a word was read as another one that is spelt alike. */
  readonly isMended: boolean;
  readonly unknown: readonly string[];
  readonly foods: readonly ExplainedFood[];
}

const shown = 10;

/** How a query of words was read, and why each of the first ten foods ranks where it does. */
export async function explainSearch(
  reader: Asker,
  query: string,
  filter: FoodFilter,
): Promise<ExplainedSearch> {
  const reading = readQuery(query);
  const best = await findBest(reader, reading, filter);
  const foods = best.foods.slice(0, shown).map(({ food, score, added }) => ({
    id: `food_${food.id}`,
    name: food.name,
    source: food.source,
    match: matchOf(food, food.places, best),
    score,
    components: [
      ...indexComponents(food, best.asked),
      ...Object.entries(added).map(([name, points]) => ({
        reason: secondLookReasons[name as keyof typeof secondLook],
        points,
      })),
    ],
  }));
  return {
    amount: reading.amount,
    asked: best.asked,
    isMended: best.isMended,
    unknown: [...best.unknown],
    foods,
  };
}

/** What the index adds up for a food: its source, the words asked for, and what the other words cost. */
function indexComponents(food: LookedFood, asked: readonly AskedWord[]): Component[] {
  const found = food.places;
  const gained = asked.flatMap(({ word, role }) => {
    const place = found.get(word);
    if (!place) return [{ reason: `lacks "${word}"`, points: 0 }];
    const implied = place === "kind" ? costOfKind(word, found) : 0;
    const gain = missing[role] + points[place][role === "noun" ? "noun" : "modifier"] + implied;
    return [{ reason: `has "${word}", the ${role}, as ${place}`, points: gain }];
  });
  const said = new Set(asked.map(({ word }) => word));
  const costs = [...found]
    .filter(([word]) => !said.has(word))
    .map(([word, place]) => ({ reason: `says "${word}" as ${place}`, points: -costOf(word, place) }))
    .filter(({ points }) => points !== 0);
  return [{ reason: `source ${food.source}`, points: priorOf(food) }, ...gained, ...costs];
}

const secondLookReasons: Record<keyof typeof secondLook, string> = {
  sameOrder: "says the words in the order asked",
  otherName: "is called so as well",
  onlyName: "is called so as well, and no food by its own name",
  number: "has the number in its name",
  otherState: "is in another state than asked",
  otherBrand: "is of another brand than asked",
  ownBrand: "begins with the brand asked for",
  again: "is the same food as one before",
  together: "has all of it in one name",
  habit: "is often used by this user",
};
