import { BadInput } from "../errors.js";
import { CountRelation, countFoods, type FoodCount } from "./countFoods.js";
import { type FoodFilter, isEmpty } from "./FoodFilter.js";
import type { FoodOrder } from "./FoodOrder.js";
import type { Part, Reader } from "./foodViews.js";
import { listFoods } from "./listFoods.js";
import { searchOwnFirst } from "./own/searchOwnFirst.js";
import { Match } from "./search/matchOf.js";
import { rankFoods } from "./search/rankFoods.js";
import { type FoundFoods, readWords } from "./search/searchFoods.js";

export interface FoodRequest {
  readonly query: string | null;
  readonly filter: FoodFilter;
  /** Null for the order of how well foods fit. */
  readonly order: FoodOrder | null;
  readonly first: number;
  readonly after: string | null;
}

export interface FoodAnswer extends Omit<FoundFoods, "asked"> {
  readonly count: () => Promise<FoodCount>;
}

/** With an order, so many of the foods that fit best are put in it. */
const mostOrdered = 1000;

/** Foods by words, by what they are, or both. */
export async function findFoods(
  reader: Reader,
  request: FoodRequest,
  parts: ReadonlySet<Part>,
): Promise<FoodAnswer> {
  const { query, filter, order } = request;
  if (query === null) {
    if (isEmpty(filter)) throw new BadInput("Give a query, or a filter that says which foods.");
    return list(reader, { ...request, ids: null }, parts, () => countFoods(reader, null, filter));
  }
  if (!order) {
    const { asked, ...answer } = await searchOwnFirst(reader, { ...request, query }, parts);
    const count = () => countFoods(reader, asked, filter);
    return { ...answer, count: asked ? count : async () => exactly(answer.found.length) };
  }
  const asked = await readWords(reader, query);
  const ranked = await rankFoods(reader, asked, { filter, after: null, most: mostOrdered });
  // Only those that fit as well as the best one does: lacking a word, a food is mostly another one.
  const ids = ranked.filter(({ weight }) => weight === ranked[0]!.weight).map(({ id }) => id);
  return list(reader, { ...request, ids }, parts, async () => exactly(ids.length));
}

const exactly = (value: number): FoodCount => ({ value, relation: CountRelation.EXACT });

async function list(
  reader: Reader,
  request: Parameters<typeof listFoods>[1],
  parts: ReadonlySet<Part>,
  count: FoodAnswer["count"],
): Promise<FoodAnswer> {
  const { found, hasMore } = await listFoods(reader, request, parts);
  const listed = found.map((food) => ({ ...food, match: Match.EXACT, nearTie: false }));
  return { found: listed, hasMore, readAs: null, amount: null, suggestion: null, count };
}
