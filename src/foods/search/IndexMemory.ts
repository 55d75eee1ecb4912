import { LRUCache } from "lru-cache";
import type { Changes } from "../watchChanges.js";
import type { LookedFood } from "./LookedFood.js";
import type { PostingsRow } from "./rankFoods.js";

/** In characters, each a byte: that is all lists of some million foods. */
const mostOfLists = 48_000_000;
/** What a list costs beside its characters. */
const besideList = 300;
/** Some thirty megabytes. */
const mostFoods = 20_000;
const mostWords = 50_000;

/** What searches have read of one catalogue. Of each so much is kept, and the longest unused is forgotten first. */
class Kept {
  /** By kind, tier and word; empty for a word that no food has. */
  readonly postings = new LRUCache<string, readonly PostingsRow[]>({
    maxSize: mostOfLists,
    sizeCalculation: (rows) => rows.reduce((sum, { list }) => sum + list.length, besideList),
  });
  readonly foods = new LRUCache<number, LookedFood>({ max: mostFoods });
  /** How many foods have a word. */
  readonly words = new LRUCache<string, number>({ max: mostWords });
}

/** What is kept of the catalogue as it is now; undefined as long as it is not certain which one that is. */
export type IndexMemory = () => Kept | undefined;

/** Searches mostly read the same lists and look at the same foods, so that a server keeps them: all but the answer itself. */
export function createIndexMemory(changes: Pick<Changes, "release">): IndexMemory {
  let kept = new Kept();
  let release: string | null = null;
  return () => {
    const present = changes.release();
    if (present === null) return undefined;
    if (present !== release) kept = new Kept();
    release = present;
    return kept;
  };
}

/**
 * The values of these keys, those that are not kept read all at once. A catalogue that changes meanwhile has other
 * caches, so what was read too early is kept where nobody looks any more.
 */
export async function recall<Key, Value extends object | number>(
  cache: LRUCache<Key & {}, Value> | undefined,
  keys: readonly (Key & {})[],
  read: (missing: (Key & {})[]) => Promise<ReadonlyMap<Key, Value>>,
): Promise<Map<Key, Value>> {
  const values = new Map<Key, Value>();
  const missing: (Key & {})[] = [];
  for (const key of keys) {
    const value = cache?.get(key);
    if (value === undefined) missing.push(key);
    else values.set(key, value);
  }
  if (missing.length === 0) return values;
  for (const [key, value] of await read(missing)) {
    values.set(key, value);
    cache?.set(key!, value);
  }
  return values;
}
