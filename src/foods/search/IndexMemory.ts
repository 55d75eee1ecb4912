import { LRUCache } from "lru-cache";
import type { Changes } from "../watchChanges.js";
import { Generations } from "./Generations.js";
import type { LookedFood } from "./LookedFood.js";
import type { PostingsOf } from "./readPostings.js";

/** In bytes: that is all lists of the plain foods, and the usual ones of some million products. */
const mostOfLists = 48_000_000;
/** What a list costs beside its bytes. */
const besideList = 1000;
/** More than there are plain foods; twice as many take some thirty-five megabytes. */
const leastFoods = 15_000;
const mostWords = 50_000;

type Cache<Key, Value> = Pick<Map<Key, Value>, "get"> & { set(key: Key, value: Value): unknown };

/** What searches have read of one catalogue. */
interface Kept {
  /** By kind, tier and word; empty for a word that no food has. */
  readonly postings: Cache<string, readonly PostingsOf[]>;
  readonly foods: Cache<number, LookedFood>;
  /** How many foods have a word. */
  readonly words: Cache<string, number>;
}

/** Of each so much is kept, and what was not asked for lately is forgotten first. */
const keepMuch = (): Kept => ({
  postings: new LRUCache({
    maxSize: mostOfLists,
    sizeCalculation: (rows) => rows.reduce((sum, { list }) => sum + list.size, besideList),
  }),
  foods: new Generations(leastFoods),
  words: new LRUCache({ max: mostWords }),
});

/** What is kept of the catalogue as it is now; undefined as long as it is not certain which one that is. */
export type IndexMemory = () => Kept | undefined;

/** One search may read the same twice, as typed and mended: what lasts for one, where nothing lasts longer. */
export function withMemory<R extends { readonly memory?: IndexMemory }>(reader: R): R {
  const own: Kept = { postings: new Map(), foods: new Map(), words: new Map() };
  return { ...reader, memory: () => reader.memory?.() ?? own };
}

/** Searches mostly read the same lists and look at the same foods, so that a server keeps them: all but the answer itself. */
export function createIndexMemory(changes: Pick<Changes, "release">): IndexMemory {
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
  const missing = keys.filter((_, at) => values[at] === undefined);
  if (missing.length === 0) return values;
  const found = await read(missing);
  for (const [key, value] of found) cache?.set(key, value);
  return values.map((value, at) => value ?? found.get(keys[at]!));
}
