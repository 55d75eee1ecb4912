import { FoodKind } from "../Food.js";
import type { FoodFilter } from "../FoodFilter.js";
import type { Reader } from "../foodViews.js";
import { favourUsed, habitPoints } from "./habits.js";
import { mendSpelling } from "./mendSpelling.js";
import { rankFoods, weightOf } from "./rankFoods.js";
import type { AskedWord, Reading } from "./readQuery.js";
import { type Candidate, type Reranked, rerank } from "./rerank.js";
import type { RankedFood } from "./Scales.js";
import { sourcePrior } from "./searchWeights.js";

/** How many of the best foods of the index get a second look, and their places from it. */
const lookedAt = 50;

/** A food that the index found, with what the second look needs of it. */
type Looked = RankedFood & Candidate & { readonly sourceId: string; readonly habit: number };

export interface Best {
  readonly asked: readonly AskedWord[];
  readonly isMended: boolean;
  /** Words of the query that no food has. */
  readonly unknown: ReadonlySet<string>;
  /** In the order of the second look. */
  readonly foods: readonly Reranked<Looked>[];
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

type Asker = Pick<Reader, "pool" | "viewer">;

async function findFitting(reader: Asker, { asked, amount }: Reading, filter: FoodFilter): Promise<Best> {
  const typed = await lookAt(reader, asked, amount, filter);
  const [first] = typed.foods;
  const isSure = first?.food.weight === weightOf(asked) && first.food.kind !== FoodKind.BRANDED;
  if (isSure || asked.length === 0) return { asked, isMended: false, unknown: new Set(), ...typed };
  // Nothing has all the words, or only products do: labels hold mistakes too.
  const mended = await mendSpelling(reader.pool, asked);
  if (!mended.isMended) return { ...mended, ...typed };
  return { ...mended, ...(await lookAt(reader, mended.asked, amount, filter)) };
}

const columns = `f.id, f.source, f.source_id as "sourceId", f.kind, f.name, f.synonyms, f.brand, f.brand_owner as "brandOwner"`;
const candidates = {
  name: "search-candidates",
  text: `select ${columns}, 0 as habit from foods f where f.id = any($1)`,
};
const candidatesOfUser = {
  name: "search-candidates-of-user",
  text: `select ${columns}, ${habitPoints} as habit from foods f
         left join food_habits h on h.food_id = f.id and h.user_id = $2 where f.id = any($1)`,
};

async function lookAt(
  { pool, viewer }: Asker,
  asked: readonly AskedWord[],
  amount: string | null,
  filter: FoodFilter,
) {
  const ranked = await rankFoods(pool, asked, { filter, after: null, most: lookedAt + 1 });
  const best = ranked.slice(0, lookedAt);
  if (best.length === 0) return { foods: [], last: null };
  const userId = viewer?.userId ?? null;
  const ids = best.map(({ id }) => id);
  const { rows } = await pool.query<Omit<Looked, keyof RankedFood> & { id: number }>(
    userId === null ? { ...candidates, values: [ids] } : { ...candidatesOfUser, values: [ids, userId] },
  );
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const known = best.flatMap((food) => (rowOf.has(food.id) ? [{ ...food, ...rowOf.get(food.id)! }] : []));
  known.sort(byScore);
  return { foods: rerank(known, asked, amount), last: ranked.length > lookedAt ? best.at(-1)! : null };
}

/** Of equal foods the one from the better source, then its older entry: the order in which they were imported says nothing. */
const byScore = (one: Looked, other: Looked) =>
  other.score - one.score ||
  sourcePrior[other.source] - sourcePrior[one.source] ||
  one.sourceId.length - other.sourceId.length ||
  (one.sourceId < other.sourceId ? -1 : 1);
