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
import { type AskedWord, readQuery } from "./readQuery.js";
import { missing } from "./searchWeights.js";

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
  if (gtin) return after.isStart ? findBarcode(reader, gtin, search.kind, parts) : nothing;
  const asked = readQuery(search.query);
  if (asked.length === 0) return nothing;
  const rows = await rank(reader, asked, search, after, parts);
  if (rows[0] && rows[0].weight === weightOf(asked)) return answer(reader, rows, asked, search.first, false);
  // Nothing has all the words, or no more does. The first page decided whether to mend; later ones must agree.
  const mended = await mendSpelling(reader.pool, asked);
  if (!mended) return answer(reader, rows, asked, search.first, false);
  return answer(reader, await rank(reader, mended, search, after, parts), mended, search.first, true);
}

function requireQuery(query: string): void {
  if (query.trim() === "") throw new BadInput("query is empty. Give the words of a food, such as: firm tofu");
  if (query.length > longestQuery)
    throw new BadInput(`query has ${query.length} characters; at most ${longestQuery} are allowed.`);
  if (/\p{Cc}/u.test(query)) throw new BadInput("query holds control characters; only text is allowed.");
}

interface RankedRow extends FoodRow {
  readonly score: number;
  /** How many of the words that matter the food has. */
  readonly weight: number;
}

const statement = (parts: ReadonlySet<Part>, ofKind: boolean) => `
  with matched as (
    select food_id, sum(weight)::int as weight, max(base) +
      sum(bonus + case when is_noun then noun_points else modifier_points end)::int as score
    from unnest($1::text[], $2::bool[], $3::int[], $4::int[]) as asked (term, is_noun, bonus, weight)
    join food_terms using (term)
    ${ofKind ? "where exists (select from foods where foods.id = food_id and kind = $9)" : ""}
    group by food_id
    having sum(weight) >= $5
  )
  select ${columnsFor(parts)}, weight, score
  from (
    select * from matched where (score, -food_id) < ($6, $7) order by score desc, food_id limit $8
  ) best join foods f on f.id = food_id
  order by score desc, food_id`;

async function rank(
  { pool }: Reader,
  asked: readonly AskedWord[],
  { kind, first }: FoodSearch,
  after: Position,
  parts: ReadonlySet<Part>,
): Promise<RankedRow[]> {
  const { rows } = await pool.query<RankedRow>({
    name: `search-foods-${kind ? "kind-" : ""}${partsKey(parts)}`,
    text: statement(parts, kind !== null),
    values: [
      asked.map(({ word }) => word),
      asked.map(({ role }) => role === "noun"),
      asked.map(({ role }) => missing[role]),
      asked.map(({ role }) => (role === "soft" ? 0 : 1)),
      // Half of what was asked for must be there: a confident wrong food is worse than none.
      Math.ceil(weightOf(asked) / 2),
      after.score,
      -after.foodId,
      first + 1,
      ...(kind ? [kind] : []),
    ],
  });
  return rows;
}

const weightOf = (asked: readonly AskedWord[]) => asked.filter(({ role }) => role !== "soft").length;

function answer(
  { publicUrl }: Reader,
  rows: readonly RankedRow[],
  asked: readonly AskedWord[],
  first: number,
  mended: boolean,
): FoundFoods {
  const complete = weightOf(asked);
  const found = rows.slice(0, first).map((row) => ({
    node: viewOf(row, publicUrl),
    match: mended ? Match.FUZZY : row.weight === complete ? Match.EXACT : Match.CLOSE,
    cursor: writeCursor(row),
  }));
  return { found, hasMore: rows.length > first };
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

/** A place in the ranking: after the food with this score and id. Scores are whole, so that they compare exactly. */
interface Position {
  readonly score: number;
  readonly foodId: number;
  readonly isStart: boolean;
}

const start: Position = { score: 2_147_483_647, foodId: 0, isStart: true };

const writeCursor = ({ score, id }: { score: number; id: number }) =>
  Buffer.from(`${score} ${id}`).toString("base64url");

function readCursor(cursor: string | null): Position {
  if (cursor === null) return start;
  const [, score, id] = /^(-?\d{1,9}) (\d{1,9})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (!score || !id)
    throw new BadInput("The cursor is none of ours. Send the one of the last answer unchanged.");
  return { score: Number(score), foodId: Number(id), isStart: false };
}
