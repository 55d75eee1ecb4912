import { expect, test } from "@jest/globals";
import { BestFoods, isBehind, type RankedFood } from "../../../src/foods/search/BestFoods.js";
import { PackedPostings } from "../../../src/foods/search/PackedPostings.js";
import { packPostings } from "../../../src/foods/search/postings.js";
import { Scales } from "../../../src/foods/search/Scales.js";
import { missing } from "../../../src/foods/search/searchWeights.js";
import { WordPostings } from "../../../src/foods/search/WordPostings.js";

/** Numbers from 0 to 1 that look drawn by lot, the same at each run (MINSTD). */
let state = 13;
function lot(): number {
  state = (state * 16_807) % 2_147_483_647;
  return state / 2_147_483_647;
}
const upTo = (most: number) => Math.floor(lot() * (most + 1));
const roles = ["modifier", "noun", "soft", "modifier", "modifier"] as const;

/** What the words of a query would be in a catalogue: foods from none to many, each with the same base in all lists. */
function drawQuery({ points: distinct, foods }: { points: number; foods: number }) {
  const bases = Array.from({ length: distinct }, () => -upTo(300));
  const baseOf = (id: number) => (id * 7919) % bases.length;
  return roles.slice(0, 1 + upTo(4)).map((role) => {
    if (upTo(9) === 0) return { role, ids: new Int32Array(), which: new Int32Array(), points: [] };
    const farthest = 2 * 10 ** upTo(4);
    const ids: number[] = [];
    for (let id = 1 + upTo(farthest); ids.length < foods; id += 1 + upTo(farthest)) ids.push(id);
    const noun = 50 + upTo(60);
    const points = bases.map((base) => ({ base, noun, modifier: 30 + upTo(80) }));
    return { role, ids: Int32Array.from(ids), which: Int32Array.from(ids, baseOf), points };
  });
}

/** Adds up one food after the other, and leaves none out. */
function sums(query: ReturnType<typeof drawQuery>): RankedFood[] {
  const foods = new Map<number, RankedFood>();
  for (const { role, ids, which, points } of query) {
    ids.forEach((id, at) => {
      const { base, noun, modifier } = points[which[at]!]!;
      const { score, weight } = foods.get(id) ?? { score: base, weight: 0 };
      const more = missing[role] + (role === "noun" ? noun : modifier);
      foods.set(id, { id, score: score + more, weight: weight + (role === "soft" ? 0 : 1) });
    });
  }
  return [...foods.values()];
}

// The numbers of so many points take none, one, two and three characters.
test.each([
  { rounds: 30, points: 1, foods: 300 },
  { rounds: 300, points: 40, foods: 300 },
  { rounds: 100, points: 400, foods: 600 },
  { rounds: 3, points: 20_000, foods: 20_000 },
])(
  "the best foods are those of a plain sum, although most foods are never weighed: %j",
  ({ rounds, ...size }) => {
    const scales = new Scales();
    for (let round = 0; round < rounds; round++) {
      const query = drawQuery(size);
      const leastWeight = Math.ceil(query.filter(({ role }) => role !== "soft").length / 2);
      const most = 1 + upTo(60);
      // As from an earlier tier: foods that no list has.
      const earlier = Array.from({ length: upTo(most) }, (_, at) => ({
        id: -1 - at,
        score: upTo(300),
        weight: 1,
      }));
      const isWanted = round % 3 === 0 ? ({ id }: { id: number }) => id % 2 === 0 : () => true;
      const expected = sums(query)
        .filter((food) => food.weight >= leastWeight && isWanted(food))
        .concat(earlier)
        .sort((one, other) => (isBehind(one, other) ? 1 : -1))
        .slice(0, most);
      const best = new BestFoods(earlier, most, isWanted);
      const words = query.map(
        ({ role, ...list }) => new WordPostings(new PackedPostings(Buffer.from(packPostings(list))), role),
      );
      scales.weigh(words, leastWeight, best);
      expect(best.take()).toEqual(expected);
    }
  },
);
