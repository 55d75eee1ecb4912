import type { Statements } from "../../context.js";
import type { FoodKind } from "../Food.js";
import { conditionsOf, type FoodFilter, isOnlyKind, when } from "../FoodFilter.js";
import type { Reader } from "../foodViews.js";
import { recall } from "./IndexMemory.js";
import type { AskedWord } from "./readQuery.js";
import { isBehind, type Position, type RankedFood, Scales } from "./Scales.js";
import { missing } from "./searchWeights.js";

export interface Ranking {
  readonly filter: FoodFilter;
  /** Only foods behind this place. */
  readonly after: Position | null;
  readonly most: number;
}

/** The foods of one kind and tier that have a word. */
export interface PostingsRow {
  readonly word: string;
  readonly kind: FoodKind;
  readonly list: string;
  /** The most that the word adds to a food of a later tier, null if there is none. */
  readonly gain: number | null;
  /** The most that a food of a later tier has with the word, without what others add. */
  readonly most: number | null;
}

const statement = `
  select word, kind, list, gain, most from food_postings
  where word = any($1) and ($2::text is null or kind = $2) and tier = $3`;
const lastTier = 2;

// Nothing waits between the first food that is put on the scales and the last one taken off, so one pair serves all.
const scales = new Scales();

/**
 * The best foods for these words that pass the filter. The index knows kinds. Where few foods are of a brand or category,
 * only they are ranked. Else many of the best foods are put to the filter at once, and after so many without enough that
 * pass the search ends with those it has.
 */
export async function rankFoods(
  reader: Lists,
  asked: readonly AskedWord[],
  ranking: Ranking,
): Promise<RankedFood[]> {
  if (isOnlyKind(ranking.filter)) return rankAll(reader, asked, ranking);
  const few = await fewThatPass(reader.pool, ranking.filter);
  if (few) return rankAll(reader, asked, ranking, few);
  const passed: RankedFood[] = [];
  const batch = Math.max(atOnce, ranking.most);
  for (let after = ranking.after, looked = 0; looked < mostLookedAt; looked += batch) {
    const best = await rankAll(reader, asked, { ...ranking, after, most: batch });
    passed.push(...(await passing(reader.pool, best, ranking.filter)));
    if (best.length < batch || passed.length >= ranking.most) break;
    after = best.at(-1)!;
  }
  return passed.slice(0, ranking.most);
}

/** How many foods are put to the filter at once, and how many at all. */
const atOnce = 1000;
const mostLookedAt = 20_000;

/** More foods of a brand or category are not looked up. */
const mostFew = 5000;

/** The foods that pass a filter by which the database finds them fast; null where it is no such filter, or not few. */
async function fewThatPass(pool: Statements, filter: FoodFilter): Promise<ReadonlySet<number> | null> {
  if (!filter.brand && !filter.category && !filter.gtin) return null;
  const { list, values } = conditionsOf(filter);
  const { rows } = await pool.query<{ id: number }>({
    text: `select f.id from foods f where ${list.join(" and ")} limit ${mostFew + 1}`,
    values,
  });
  return rows.length > mostFew ? null : new Set(rows.map(({ id }) => id));
}

async function passing(
  pool: Statements,
  foods: readonly RankedFood[],
  filter: FoodFilter,
): Promise<RankedFood[]> {
  const conditions = conditionsOf(filter);
  when(
    conditions,
    foods.map(({ id }) => id),
    (value) => `f.id = any(${value}::int[])`,
  );
  const { rows } = await pool.query<{ id: number }>({
    text: `select f.id from foods f where ${conditions.list.join(" and ")}`,
    values: conditions.values,
  });
  const ids = new Set(rows.map(({ id }) => id));
  return foods.filter(({ id }) => ids.has(id));
}

/**
 * The best foods for these words. Half of what was asked for must be there, for a confident wrong food is worse than none.
 *
 * Tier by tier every food that has one of the words is weighed, until no food of a later tier can be better than what
 * was found. The last tier, the three quarters with the longest names, is also left out when the others fill the answer
 * with foods that have all the words: then, and only then, may a food be missing that would have been among them.
 */
async function rankAll(
  reader: Lists,
  asked: readonly AskedWord[],
  ranking: Ranking,
  among: ReadonlySet<number> | null = null,
): Promise<RankedFood[]> {
  const complete = weightOf(asked);
  let found: RankedFood[] = [];
  for (let tier = 0; ; tier++) {
    const rows = await postingsOf(reader, asked, ranking.filter.kind ?? null, tier);
    found = weigh(rows, asked, ranking, among, found);
    const isFull = found.length === ranking.most;
    const least = isFull ? found.at(-1)!.score : Number.NEGATIVE_INFINITY;
    const further = reach(rows, asked);
    if (tier === lastTier || further === Number.NEGATIVE_INFINITY || least > further) return found;
    if (tier === lastTier - 1 && isFull && found.every(({ weight }) => weight === complete)) return found;
  }
}

type Lists = Pick<Reader, "pool" | "memory">;

async function postingsOf(
  { pool, memory }: Lists,
  asked: readonly AskedWord[],
  kind: FoodKind | null,
  tier: number,
): Promise<PostingsRow[]> {
  const keyOf = (word: string) => `${kind ?? ""} ${tier} ${word}`;
  const wordOf = new Map(asked.map(({ word }) => [keyOf(word), word]));
  const lists = await recall(memory?.()?.postings, [...wordOf.keys()], async (missing) => {
    const values = [missing.map((key) => wordOf.get(key)!), kind, tier];
    const { rows } = await pool.query<PostingsRow>({ name: "food-postings", text: statement, values });
    return new Map(missing.map((key) => [key, rows.filter(({ word }) => word === wordOf.get(key))]));
  });
  return [...lists.values()].flat();
}

export const weightOf = (asked: readonly AskedWord[]) => asked.filter(({ role }) => role !== "soft").length;

/** The best of those found in earlier tiers and those of this one, best first. No food is in two. */
function weigh(
  rows: readonly PostingsRow[],
  asked: readonly AskedWord[],
  { after, most }: Ranking,
  among: ReadonlySet<number> | null,
  found: readonly RankedFood[],
): RankedFood[] {
  for (const { word, list } of rows) {
    for (const { role } of asked.filter((one) => one.word === word)) scales.add(list, role);
  }
  const isWanted = (food: Position) =>
    (after === null || isBehind(food, after)) && (among === null || among.has(food.id));
  return scales.takeBest(Math.ceil(weightOf(asked) / 2), most, isWanted, found);
}

/**
 * The highest score that any food of a later tier can have, minus infinity if there is none. One with certain words has
 * at most what all of them add, and, for each of them, what a food has with that word and what the others add.
 */
function reach(rows: readonly PostingsRow[], asked: readonly AskedWord[]): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const words = rows
      .filter((row) => row.kind === kind && row.most !== null)
      .flatMap(({ word, gain, most }) =>
        asked
          .filter((one) => one.word === word)
          .map(({ role }) => ({ adds: gain! + missing[role], slack: most! - gain! })),
      )
      .sort((one, other) => other.slack - one.slack);
    let added = 0;
    for (const { adds, slack } of words) {
      added += adds;
      highest = Math.max(highest, added + slack);
    }
  }
  return highest;
}
