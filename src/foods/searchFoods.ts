import { BadInput } from "../errors.js";
import { readGtin } from "./barcode.js";
import type { FoodKind } from "./Food.js";
import {
  columnsFor,
  type FoodRow,
  type FoodView,
  type Part,
  partsKey,
  type Reader,
  viewOf,
} from "./foodViews.js";
import { mendSpelling } from "./mendSpelling.js";
import { rankFoods, weightOf } from "./rankFoods.js";
import { type AskedWord, readQuery } from "./readQuery.js";
import type { Position, RankedFood } from "./Scales.js";

export enum Match {
  EXACT = "EXACT",
  CLOSE = "CLOSE",
  FUZZY = "FUZZY",
}

export interface FoodSearch {
  readonly query: string;
  readonly kind: FoodKind | null;
  readonly first: number;
  /** The cursor of the last food already seen. */
  readonly after: string | null;
}

export interface FoundFood {
  readonly node: FoodView;
  readonly match: Match;
  readonly cursor: string;
}

export interface FoundFoods {
  readonly found: readonly FoundFood[];
  readonly hasMore: boolean;
}

/** Longer than any name of a food that people type. */
const longestQuery = 200;
const nothing: FoundFoods = { found: [], hasMore: false };

/**
 * The foods that fit, best first. Everything asked for counts, so a food may lack a word of the query, but never most
 * of them. Words that no food has are read as the nearest one that some food has, and only then.
 */
export async function searchFoods(
  reader: Reader,
  search: FoodSearch,
  parts: ReadonlySet<Part>,
): Promise<FoundFoods> {
  requireQuery(search.query);
  const after = readCursor(search.after);
  const gtin = readGtin(search.query);
  if (gtin) return after ? nothing : findBarcode(reader, gtin, search.kind, parts);
  const asked = readQuery(search.query);
  if (asked.length === 0) return nothing;
  const { kind, first } = search;
  const ranking = { kind, after, most: first + 1 };
  const ranked = await rankFoods(reader.pool, asked, ranking);
  if (ranked[0]?.weight === weightOf(asked))
    return answer(reader, ranked, { asked, first, parts, mended: false });
  // Nothing has all the words, or no more does. The first page decided whether to mend; later ones must agree.
  const mended = await mendSpelling(reader.pool, asked);
  if (!mended) return answer(reader, ranked, { asked, first, parts, mended: false });
  const mendedRanked = await rankFoods(reader.pool, mended, ranking);
  return answer(reader, mendedRanked, { asked: mended, first, parts, mended: true });
}

interface Answering {
  readonly asked: readonly AskedWord[];
  readonly first: number;
  readonly parts: ReadonlySet<Part>;
  /** Whether a word was read as another one. */
  readonly mended: boolean;
}

function requireQuery(query: string): void {
  if (query.trim() === "") throw new BadInput("query is empty. Give the words of a food, such as: firm tofu");
  if (query.length > longestQuery)
    throw new BadInput(`query has ${query.length} characters; at most ${longestQuery} are allowed.`);
  if (/\p{Cc}/u.test(query)) throw new BadInput("query holds control characters; only text is allowed.");
}

async function answer(
  { pool, publicUrl }: Reader,
  ranked: readonly RankedFood[],
  { asked, first, parts, mended }: Answering,
): Promise<FoundFoods> {
  if (ranked.length === 0) return nothing;
  const complete = weightOf(asked);
  const shown = ranked.slice(0, first);
  const { rows } = await pool.query<FoodRow>({
    name: `search-foods-${partsKey(parts)}`,
    text: `select ${columnsFor(parts)} from foods f where f.id = any($1) order by array_position($1, f.id)`,
    values: [shown.map(({ id }) => id)],
  });
  const rankedById = new Map(shown.map((food) => [food.id, food]));
  // Fewer rows than asked for where an import has taken a food away since.
  const found = rows.map((row) => {
    const food = rankedById.get(row.id)!;
    const match = mended ? Match.FUZZY : food.weight === complete ? Match.EXACT : Match.CLOSE;
    return { node: viewOf(row, publicUrl), match, cursor: writeCursor(food) };
  });
  return { found, hasMore: ranked.length > first };
}

async function findBarcode(
  { pool, publicUrl }: Reader,
  gtin: string,
  kind: FoodKind | null,
  parts: ReadonlySet<Part>,
): Promise<FoundFoods> {
  const { rows } = await pool.query<FoodRow>({
    name: `search-gtin-${partsKey(parts)}`,
    text: `select ${columnsFor(parts)} from foods f
           where f.gtins @> array[$1] and ($2::text is null or f.kind = $2)
             and f.owner_id is null and f.retired_at is null
           order by f.id limit 1`,
    values: [gtin, kind],
  });
  const found = rows.map((row) => ({
    node: viewOf(row, publicUrl),
    match: Match.EXACT,
    cursor: writeCursor({ id: row.id, score: 0 }),
  }));
  return { found, hasMore: false };
}

const writeCursor = ({ score, id }: Position) => Buffer.from(`${score} ${id}`).toString("base64url");

function readCursor(cursor: string | null): Position | null {
  if (cursor === null) return null;
  const [, score, id] = /^(-?\d{1,9}) (\d{1,9})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (!score || !id)
    throw new BadInput("The cursor is none of ours. Send the one of the last answer unchanged.");
  return { score: Number(score), id: Number(id) };
}
