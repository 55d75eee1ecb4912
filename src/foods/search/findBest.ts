import type { Statements } from "../../context.js";
import { FoodKind } from "../Food.js";
import type { FoodFilter } from "../FoodFilter.js";
import { mendSpelling } from "./mendSpelling.js";
import { rankFoods, weightOf } from "./rankFoods.js";
import type { AskedWord, Reading } from "./readQuery.js";
import { type Candidate, type Reranked, rerank } from "./rerank.js";
import type { RankedFood } from "./Scales.js";
import { sourcePrior } from "./searchWeights.js";

/** How many of the best foods of the index get a second look, and their places from it. */
const lookedAt = 50;

/** A food that the index found, with what the second look needs of it. */
type Looked = RankedFood & Candidate & { readonly sourceId: string };

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

/** The best foods for a reading. The same for every page, so that later pages agree with the first. */
export async function findBest(pool: Statements, reading: Reading, filter: FoodFilter): Promise<Best> {
  const { asked, amount } = reading;
  const typed = await lookAt(pool, asked, amount, filter);
  const [first] = typed.foods;
  const isSure = first?.food.weight === weightOf(asked) && first.food.kind !== FoodKind.BRANDED;
  if (isSure || asked.length === 0) return { asked, isMended: false, unknown: new Set(), ...typed };
  // Nothing has all the words, or only products do: labels hold mistakes too.
  const mended = await mendSpelling(pool, asked);
  if (!mended.isMended) return { ...mended, ...typed };
  return { ...mended, ...(await lookAt(pool, mended.asked, amount, filter)) };
}

async function lookAt(
  pool: Statements,
  asked: readonly AskedWord[],
  amount: string | null,
  filter: FoodFilter,
) {
  const ranked = await rankFoods(pool, asked, { filter, after: null, most: lookedAt + 1 });
  const best = ranked.slice(0, lookedAt);
  if (best.length === 0) return { foods: [], last: null };
  const { rows } = await pool.query<Omit<Looked, keyof RankedFood> & { id: number }>({
    name: "search-candidates",
    text: `select id, source, source_id as "sourceId", kind, name, synonyms, brand, brand_owner as "brandOwner" from foods where id = any($1)`,
    values: [best.map(({ id }) => id)],
  });
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
