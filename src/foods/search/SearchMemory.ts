import type { FoodView } from "../foodViews.js";
import { Generations } from "../Generations.js";
import type { Changes } from "../watchChanges.js";
import type { LookedFood } from "./LookedFood.js";
import type { PostingsOf } from "./readPostings.js";

// Of each so much is kept at least, and at most twice as much.

/** In bytes: that is all lists of the plain foods, and the usual ones of some million products. */
const leastOfLists = 32_000_000;
/** What a list costs beside its bytes. */
const besideList = 1000;
/** More than there are plain foods; twice as many take some thirty-five megabytes. */
const leastFoods = 15_000;
const leastWords = 25_000;
/** In characters of JSON, about as many bytes of memory: that is all plain foods as most searches show them. */
const leastOfViews = 24_000_000;

type Cache<Key, Value> = Pick<Map<Key, Value>, "get"> & { set(key: Key, value: Value): unknown };

/** What searches have read of one catalogue. */
interface Kept {
  /** By kind, tier and word; empty for a word that no food has. */
  readonly postings: Cache<string, readonly PostingsOf[]>;
  readonly foods: Cache<number, LookedFood>;
  /** Foods of the catalogue as the doors show them, by the parts that were read of them and their id. */
  readonly views: Cache<string, FoodView>;
  /** How many foods have a word. */
  readonly words: Cache<string, number>;
}

const keepAll = (): Kept => ({
  postings: new Map(),
  foods: new Map(),
  views: new Map(),
  words: new Map(),
});

const keepMuch = (): Kept => ({
  postings: new Generations(leastOfLists, (rows) =>
    rows.reduce((sum, { list }) => sum + list.size, besideList),
  ),
  foods: new Generations(leastFoods),
  views: new Generations(leastOfViews, (view) => JSON.stringify(view).length),
  words: new Generations(leastWords),
});

/** What is kept of the catalogue as it is now; undefined as long as it is not certain which one that is. */
export type SearchMemory = () => Kept | undefined;

/**
 * One search reads all of the same catalogue. It may read the same twice, as typed and mended: what it has read lasts
 * for the one where nothing lasts longer.
 */
export function withMemory<R extends { readonly memory?: SearchMemory }>(reader: R): R {
  const kept = reader.memory?.() ?? keepAll();
  return { ...reader, memory: () => kept };
}

/** Searches mostly read the same lists and find the same foods, so that a server keeps them: all but the answer itself. */
export function createSearchMemory(changes: Pick<Changes, "release">): SearchMemory {
  let kept = keepMuch();
  let release: string | null = null;
  return () => {
    const present = changes.release();
    if (present === null) return undefined;
    if (present !== release) kept = keepMuch();
    release = present;
    return kept;
  };
}

/**
 * The value of each of these keys, undefined where there is none; those that are not kept are read all at once. A
 * catalogue that changes meanwhile has other caches, so what was read too early is kept where nobody looks any more.
 */
export async function recall<Key, Value>(
  cache: Cache<Key, Value> | undefined,
  keys: readonly Key[],
  read: (missing: Key[]) => Promise<ReadonlyMap<Key, Value>>,
): Promise<(Value | undefined)[]> {
  const values = keys.map((key) => cache?.get(key));
  if (!values.includes(undefined)) return values;
  const missing = keys.filter((_, at) => values[at] === undefined);
  const found = await read(missing);
  for (const [key, value] of found) cache?.set(key, value);
  return values.map((value, at) => value ?? found.get(keys[at]!));
}
