import type { Statements } from "../../context.js";
import { FoodKind } from "../Food.js";
import type { FoodFilter } from "../FoodFilter.js";
import type { Reader } from "../foodViews.js";
import type { RankedFood } from "./BestFoods.js";
import { favourUsed, readHabits, type Used } from "./habits.js";
import { LookedFood, type LookedRow, lookedColumns } from "./LookedFood.js";
import { mendSpelling, readKnown } from "./mendSpelling.js";
import { areKnown, rankFoods, weightOf } from "./rankFoods.js";
import { arePostingsKept } from "./readPostings.js";
import type { AskedWord, Reading } from "./readQuery.js";
import { type Reranked, rerank } from "./rerank.js";
import { recall } from "./SearchMemory.js";

/** How many of the best foods of the index get a second look, and their places from it. */
const lookedAt = 50;

export interface Best {
  readonly asked: readonly AskedWord[];
  readonly isMended: boolean;
  /** Words of the query that no food has. */
  readonly unknown: ReadonlySet<string>;
  /** In the order of the second look. */
  readonly foods: readonly Reranked<Used>[];
  /** The last of them in the order of the index, if it holds more. */
  readonly last: RankedFood | null;
}

/**
 * The best foods for a reading; of equals first those that the user, if one asks, uses often. The same for every page,
 * so that later pages agree with the first.
 */
export async function findBest(reader: Asker, reading: Reading, filter: FoodFilter): Promise<Best> {
  const best = await findFitting(reader, reading, filter);
  return { ...best, foods: favourUsed(best.foods) };
}

export type Asker = Pick<Reader, "pool" | "viewer" | "memory">;

async function findFitting(reader: Asker, { asked, amount }: Reading, filter: FoodFilter): Promise<Best> {
  // What several words find is mostly not sure to be what they mean, so this is read beside their lists, if those are.
  const isReadAhead = asked.length > 1 && !arePostingsKept(reader, asked, filter.kind ?? null, 0);
  const [areTyped] = await Promise.all([
    areKnown(reader, asked, filter),
    isReadAhead ? readKnown(reader, asked) : null,
  ]);
  const typed = areTyped ? await lookAt(reader, asked, amount, filter) : null;
  if (typed) {
    const [first] = typed.foods;
    const isSure = first?.weight === weightOf(asked) && first.food.kind !== FoodKind.BRANDED;
    if (isSure || asked.length === 0) return { asked, isMended: false, unknown: new Set(), ...typed };
  }
  // Nothing has all the words, or only products do: labels hold mistakes too.
  const mended = await mendSpelling(reader, asked);
  if (typed && !mended.isMended) return { ...mended, ...typed };
  return { ...mended, ...(await lookAt(reader, mended.asked, amount, filter)) };
}

async function lookAt(reader: Asker, asked: readonly AskedWord[], amount: string | null, filter: FoodFilter) {
  const ranked = await rankFoods(reader, asked, { filter, after: null, most: lookedAt + 1 });
  const best = ranked.slice(0, lookedAt);
  const ids = best.map(({ id }) => id);
  const foods = await recall(reader.memory?.()?.foods, ids, (missing) => readFoods(reader.pool, missing));
  const habits = await readHabits(reader, ids);
  const known: Used[] = [];
  best.forEach(({ id, score: rough, weight }, at) => {
    const food = foods[at];
    if (food) known.push({ food, score: rough + food.leftOut, weight, habit: habits.get(id) ?? 0 });
  });
  known.sort(byScore);
  return { foods: rerank(known, asked, amount), last: ranked.length > lookedAt ? best.at(-1)! : null };
}

async function readFoods(pool: Statements, ids: readonly number[]): Promise<Map<number, LookedFood>> {
  const { rows } = await pool.query<LookedRow>({
    name: "search-candidates",
    text: `select ${lookedColumns} from foods f where f.id = any($1)`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, new LookedFood(row)]));
}

/** Of equal foods the one from the better source, then its older entry: the order in which they were imported says nothing. */
const byScore = (one: Used, other: Used) =>
  other.score - one.score ||
  other.food.prior - one.food.prior ||
  one.food.sourceId.length - other.food.sourceId.length ||
  (one.food.sourceId < other.food.sourceId ? -1 : 1);
