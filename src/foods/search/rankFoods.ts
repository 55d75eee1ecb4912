import type { Statements } from "../../context.js";
import { conditionsOf, type FoodFilter, isOnlyKind, when } from "../FoodFilter.js";
import { BestFoods, isBehind, type Position, type RankedFood } from "./BestFoods.js";
import { reach } from "./reach.js";
import { lastTier, type PostingsOf, type PostingsReader, readPostings } from "./readPostings.js";
import type { AskedWord } from "./readQuery.js";
import { Scales } from "./Scales.js";
import { missing } from "./searchWeights.js";
import { WordPostings, weightIn } from "./WordPostings.js";

export interface Ranking {
  readonly filter: FoodFilter;
  /** Only foods behind this place. */
  readonly after: Position | null;
  readonly most: number;
}

// Nothing waits between the first food that is put on the scales and the last one taken off, so one pair serves all.
const scales = new Scales();

/**
 * The best foods for these words that pass the filter. The index knows kinds. Where few foods are of a brand or category,
 * only they are ranked. Else many of the best foods are put to the filter at once, and after so many without enough that
 * pass the search ends with those it has.
 */
export async function rankFoods(
  reader: PostingsReader,
  asked: readonly AskedWord[],
  ranking: Ranking,
): Promise<readonly RankedFood[]> {
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
  reader: PostingsReader,
  asked: readonly AskedWord[],
  ranking: Ranking,
  among: ReadonlySet<number> | null = null,
): Promise<readonly RankedFood[]> {
  const complete = weightOf(asked);
  const leastWeight = Math.ceil(complete / 2);
  const kind = ranking.filter.kind ?? null;
  let found: readonly RankedFood[] = [];
  for (let tier = 0; ; tier++) {
    const lists = byKind(await readPostings(reader, asked, kind, tier), asked);
    found = weigh(lists, leastWeight, ranking, among, found);
    const isFull = found.length === ranking.most;
    const further = reachOfLater(lists, leastWeight);
    if (tier === lastTier || further === Number.NEGATIVE_INFINITY) return found;
    if (isFull && found.at(-1)!.score > further) return found;
    if (tier === lastTier - 1 && isFull && found.every(({ weight }) => weight === complete)) return found;
  }
}

/** Whether some food of the kind has each of the words that matter. Ranking needs what is read for that, too. */
export async function areKnown(
  reader: PostingsReader,
  asked: readonly AskedWord[],
  { kind = null }: FoodFilter,
): Promise<boolean> {
  const lists = await readPostings(reader, asked, kind, 0);
  return asked.every(({ word, role }) => role === "soft" || lists.some((one) => one.word === word));
}

export const weightOf = (asked: readonly AskedWord[]) => asked.filter(({ role }) => role !== "soft").length;

/** The best of those found in earlier tiers and those of this one, best first. No food is in two. */
function weigh(
  lists: readonly (readonly AskedList[])[],
  leastWeight: number,
  { after, most }: Ranking,
  among: ReadonlySet<number> | null,
  found: readonly RankedFood[],
): readonly RankedFood[] {
  const isWanted = (food: Position) =>
    (after === null || isBehind(food, after)) && (among === null || among.has(food.id));
  const best = new BestFoods(found, most, isWanted);
  for (const ofKind of lists) {
    const words = ofKind.map(({ postings, role }) => new WordPostings(postings.list, role));
    scales.weigh(words, leastWeight, best);
  }
  return best.take();
}

/** The highest score that any food of a later tier can have, minus infinity if there is none. */
function reachOfLater(lists: readonly (readonly AskedList[])[], leastWeight: number): number {
  const reaches = lists.map((ofKind) => {
    const later = ofKind.filter(({ postings }) => postings.most !== null);
    const words = later.map(({ postings: { gain, most }, role }) => ({
      adds: gain! + missing[role],
      most: most! + missing[role],
      weight: weightIn(role),
    }));
    return reach(words, leastWeight);
  });
  return Math.max(...reaches);
}

/** The foods of a word, and what it does in the query. */
interface AskedList {
  readonly postings: PostingsOf;
  readonly role: AskedWord["role"];
}

/** The lists of each kind of food. */
function byKind(lists: readonly PostingsOf[], asked: readonly AskedWord[]): AskedList[][] {
  const inQuery = asked.flatMap(({ word, role }) =>
    lists.filter((one) => one.word === word).map((postings) => ({ postings, role })),
  );
  return [...Map.groupBy(inQuery, ({ postings }) => postings.kind).values()];
}
