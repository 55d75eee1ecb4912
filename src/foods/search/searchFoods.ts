import { BadInput } from "../../errors.js";
import { readGtins } from "../barcode.js";
import { conditionsOf, type FoodFilter, when } from "../FoodFilter.js";
import {
  columnsFor,
  type FoodRow,
  type FoodView,
  type Part,
  partsKey,
  type Reader,
  viewOf,
} from "../foodViews.js";
import { findBest } from "./findBest.js";
import { Match, matchOf } from "./matchOf.js";
import { mendSpelling, suggestQuery } from "./mendSpelling.js";
import { placesFrom, readCursor, writeCursor } from "./placesFrom.js";
import { type AskedWord, readQuery } from "./readQuery.js";
import { recall, withMemory } from "./SearchMemory.js";
import { places as placesOf } from "./searchIndex.js";
import { plainWords } from "./words.js";

export interface FoodSearch {
  readonly query: string;
  readonly filter: FoodFilter;
  readonly first: number;
  /** The cursor of the last food already seen. */
  readonly after: string | null;
}

export interface FoundFood {
  readonly node: FoodView;
  readonly match: Match;
  /** Whether it fits about as well as the first food, or is the first and others do. */
  readonly nearTie: boolean;
  readonly cursor: string;
}

export interface FoundFoods {
  readonly found: readonly FoundFood[];
  readonly hasMore: boolean;
  /** The words that were looked for, or the barcode; null where they are those that were typed. */
  readonly readAs: string | null;
  /** What was left out as an amount, as it was typed. */
  readonly amount: string | null;
  /** Where nothing fits, a query that finds something. */
  readonly suggestion: string | null;
  /** The words that were looked for, null for a barcode. */
  readonly asked: readonly AskedWord[] | null;
}

/** Longer than any name of a food that people type. */
const longestQuery = 200;

/**
 * The foods that fit, best first. Everything asked for counts, so a food may lack a word of the query, but never most
 * of them. Words that no food has are read as the nearest one that some food has, and only then.
 */
export async function searchFoods(
  asker: Reader,
  search: FoodSearch,
  parts: ReadonlySet<Part>,
): Promise<FoundFoods> {
  requireQuery(search.query);
  const reader = withMemory(asker);
  const after = readCursor(search.after);
  const byBarcode = await findBarcode(reader, search, after !== null, parts);
  if (byBarcode) return byBarcode;
  const reading = readQuery(search.query);
  const best = await findBest(reader, reading, search.filter);
  const told = { readAs: readAs(search.query, best.asked), amount: reading.amount, asked: best.asked };
  const places = await placesFrom(reader, best, search, after);
  const shown = places.slice(0, search.first);
  if (shown.length === 0 && after === null)
    return { ...told, found: [], hasMore: false, suggestion: await suggestQuery(reader, best.asked) };
  const views = await readViews(
    reader,
    shown.map(({ id }) => id),
    parts,
  );
  // Fewer foods than asked for where an import has taken one away since.
  const found = shown.flatMap(({ looked, nearTie, place }, at) => {
    const node = views[at];
    if (!node) return [];
    const match = matchOf(node, looked?.places ?? placesOf(node), best);
    return [{ node, match, nearTie, cursor: writeCursor(place) }];
  });
  return { ...told, found, hasMore: places.length > search.first, suggestion: null };
}

/** The words of a query as a search would look for them; those that no food has are mended. */
export async function readWords(
  reader: Pick<Reader, "pool" | "memory">,
  query: string,
): Promise<readonly AskedWord[]> {
  requireQuery(query);
  return (await mendSpelling(reader, readQuery(query).asked)).asked;
}

function requireQuery(query: string): void {
  if (query.trim() === "") throw new BadInput("query is empty. Give the words of a food, such as: firm tofu");
  if (query.length > longestQuery)
    throw new BadInput(`query has ${query.length} characters; at most ${longestQuery} are allowed.`);
  if (/\p{Cc}/u.test(query)) throw new BadInput("query holds control characters; only text is allowed.");
}

function readAs(query: string, asked: readonly AskedWord[]): string | null {
  const read = asked.filter(({ isImplied }) => !isImplied).map(({ word }) => word);
  const typed = new Set(plainWords(query));
  if (read.length === typed.size && read.every((word) => typed.has(word))) return null;
  return read.join(" ").replaceAll("no_", "no ") || null;
}

/** The foods with these ids, which are of the catalogue: undefined where there is none any more. */
async function readViews(
  { pool, publicUrl, memory }: Reader,
  ids: readonly number[],
  parts: ReadonlySet<Part>,
): Promise<(FoodView | undefined)[]> {
  const read = partsKey(parts);
  const keyOf = (id: number) => `${read} ${id}`;
  return recall(memory?.()?.views, ids.map(keyOf), async (missing) => {
    const { rows } = await pool.query<FoodRow>({
      name: `search-foods-${read}`,
      text: `select ${columnsFor(parts)} from foods f where f.id = any($1)`,
      values: [ids.filter((id) => missing.includes(keyOf(id)))],
    });
    return new Map(rows.map((row) => [keyOf(row.id), viewOf(row, publicUrl)]));
  });
}

/** The food with a barcode; null if the query is none, or hardly looks like one and no food has it. */
async function findBarcode(
  { pool, publicUrl }: Reader,
  { query, filter }: FoodSearch,
  isFurther: boolean,
  parts: ReadonlySet<Part>,
): Promise<FoundFoods | null> {
  const gtins = readGtins(query);
  if (gtins.length === 0) return null;
  const conditions = conditionsOf(filter);
  when(conditions, gtins, (value) => `f.gtins && ${value}`);
  const gtin = `($${conditions.values.length}::text[])[1]`;
  const { rows } = await pool.query<FoodRow>({
    text: `select ${columnsFor(parts)} from foods f where ${conditions.list.join(" and ")}
      order by not f.gtins @> array[${gtin}], f.id limit 1`,
    values: conditions.values,
  });
  if (rows.length === 0 && query.trim().length < 8) return null;
  const found = isFurther
    ? []
    : rows.map((row) => ({
        node: viewOf(row, publicUrl),
        match: Match.EXACT,
        nearTie: false,
        cursor: writeCursor("0"),
      }));
  return {
    found,
    hasMore: false,
    readAs: gtins[0] === query.trim() ? null : gtins[0]!,
    amount: null,
    suggestion: null,
    asked: null,
  };
}
