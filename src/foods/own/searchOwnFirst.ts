import type { Viewer } from "../../context.js";
import { badCursor } from "../../relay/connection.js";
import { readGtins } from "../barcode.js";
import { conditionsOf, when } from "../FoodFilter.js";
import { columnsFor, type FoodRow, type Part, type Reader, viewOf } from "../foodViews.js";
import { habitPoints } from "../search/habits.js";
import { Match } from "../search/matchOf.js";
import { readQuery } from "../search/readQuery.js";
import { type FoodSearch, type FoundFood, type FoundFoods, searchFoods } from "../search/searchFoods.js";

/**
 * A search of the catalogue, and before it the viewer's own foods that have every word asked for, or the barcode:
 * whoever entered a food looks for that one.
 */
export async function searchOwnFirst(
  reader: Reader,
  search: FoodSearch,
  parts: ReadonlySet<Part>,
): Promise<FoundFoods> {
  const seen = ownSeen(search.after);
  const ownerId = ownerOf(reader.viewer);
  if (ownerId === null || seen === null) return searchFoods(reader, search, parts);
  const own = await findOwn(reader, ownerId, search, seen, parts);
  const left = Math.max(1, search.first - own.length);
  const catalogue = await searchFoods(reader, { ...search, first: left, after: null }, parts);
  const all = [...own, ...catalogue.found];
  return {
    ...catalogue,
    found: all.slice(0, search.first),
    hasMore: catalogue.hasMore || all.length > search.first,
    suggestion: own.length > 0 ? null : catalogue.suggestion,
  };
}

/** Null for a user who is known never to have made a food. */
const ownerOf = (viewer: Viewer | null) =>
  viewer?.foodsRevision?.ownFoods === 0 ? null : (viewer?.userId ?? null);

/** One more than fit, so that it is known whether there are. */
async function findOwn(
  { pool, publicUrl }: Reader,
  ownerId: number,
  { query, filter, first }: FoodSearch,
  seen: number,
  parts: ReadonlySet<Part>,
): Promise<FoundFood[]> {
  if (/\p{Cc}/u.test(query)) return [];
  const { asked } = readQuery(query);
  const hard = asked.filter(({ role, isImplied }) => role !== "soft" && !isImplied);
  const words = (hard.length > 0 ? hard : asked).map(({ word }) => word);
  const conditions = conditionsOf(filter, ownerId);
  when(conditions, words, (value) => `cardinality(${value}::text[]) > 0 and f.search -> 'terms' ?& ${value}`);
  const byWords = conditions.list.pop()!;
  when(conditions, readGtins(query), (value) => `(f.gtins && ${value}::text[] or (${byWords}))`);
  conditions.values.push(first + 1, seen, ownerId);
  const [most, skipped, user] = [2, 1, 0].map((before) => conditions.values.length - before);
  const { rows } = await pool.query<FoodRow>({
    text: `select ${columnsFor(parts)} from foods f left join food_habits h on h.food_id = f.id and h.user_id = $${user}
           where ${conditions.list.join(" and ")}
           order by (f.search -> 'base')::int + ${habitPoints} desc, f.id limit $${most} offset $${skipped}`,
    values: conditions.values,
  });
  return rows.map((row, at) => ({
    node: viewOf(row, publicUrl),
    match: Match.EXACT,
    nearTie: false,
    cursor: Buffer.from(`own ${seen + at + 1}`).toString("base64url"),
  }));
}

/** How many own foods come before the page; null where it begins behind a food of the catalogue. */
function ownSeen(after: string | null): number | null {
  if (after === null) return 0;
  const text = Buffer.from(after, "base64url").toString();
  if (!text.startsWith("own ")) return null;
  const seen = /^own (\d{1,4})$/.exec(text)?.[1];
  if (seen) return Number(seen);
  throw badCursor();
}
