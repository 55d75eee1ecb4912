import type { PoolClient } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { Buckets } from "../Buckets.js";
import type { FoodKind } from "../Food.js";
import { readLines } from "../readLines.js";
import { Packer, Unpacker } from "./packed.js";
import { type Points, type Postings, roughly } from "./postings.js";

/** What three million foods put aside, some eight words each. Of more of them the buckets are merely larger. */
const usualBytes = 500_000_000;
/** Beyond the points of any word. */
const pointsRange = 4096;
/** Far longer than the line of any food. */
const longestLine = 1_000_000;

/** The words of foods, each with the foods that have it. These are put aside on disk: two million foods have sixteen million words. */
export class CollectedWords {
  /** All the points that words give to these foods; many share them. */
  readonly points: Points[] = [];
  /** How many foods there are of each score before any word. */
  readonly bases = new Map<number, number>();
  private readonly numbers = new Map<string, number>();
  private readonly buckets = new Buckets(usualBytes);

  /** Adds all foods of a kind that everybody finds. */
  async collect(client: PoolClient, kind: FoodKind): Promise<void> {
    /** Numbers of the points by base, noun and modifier. */
    const numbers = new Map<number, Map<number, number>>();
    for await (const { id, base: exactBase, terms } of foodsOf(client, kind)) {
      const base = roughly(exactBase);
      this.bases.set(base, 1 + (this.bases.get(base) ?? 0));
      const known = entryOf(numbers, base, () => new Map<number, number>());
      for (const [, word, one, other] of terms.matchAll(term)) {
        const [noun, modifier] = [Number(one), Number(other)];
        const which = entryOf(
          known,
          noun * pointsRange + modifier,
          () => this.points.push({ base, noun, modifier }) - 1,
        );
        const number = entryOf(this.numbers, word!, () => this.numbers.size);
        this.buckets.addNumbers(number, id, which);
      }
    }
  }

  /** Each word with its foods; the words of one bucket are in memory at a time. */
  *[Symbol.iterator](): Generator<[word: string, found: Found]> {
    const words = [...this.numbers.keys()];
    for (let bucket = 0; bucket < this.buckets.count; bucket++) {
      const all = new Map<number, Found>();
      const numbers = (word: number, id: number, which: number) =>
        entryOf(all, word, () => new Found()).add(id, which);
      this.buckets.read(bucket, { numbers, row: () => {} });
      for (const [number, found] of all) yield [words[number]!, found];
    }
  }

  close(): void {
    this.buckets.close();
  }
}

/** The foods of one word, ascending by id; packed, for some words are in every tenth food. */
class Found {
  readonly #packer = new Packer();
  #count = 0;
  #last = 0;

  add(id: number, which: number): void {
    this.#packer.add(id - this.#last);
    this.#packer.add(which);
    this.#last = id;
    this.#count += 1;
  }

  /** The foods of each tier; `tierOf` has the tier of each of the points. */
  postings(points: readonly Points[], tierOf: Uint8Array, tiers: number): Postings[] {
    const packed = new Unpacker(this.#packer.bytes);
    const byTier = Array.from({ length: tiers }, () => ({
      ids: new Int32Array(this.#count),
      which: new Int32Array(this.#count),
      length: 0,
    }));
    for (let at = 0, id = 0; at < this.#count; at++) {
      id += packed.next();
      const number = packed.next();
      const tier = byTier[tierOf[number]!]!;
      tier.ids[tier.length] = id;
      tier.which[tier.length++] = number;
    }
    return byTier.map(({ ids, which, length }) => ({
      ids: ids.subarray(0, length),
      which: which.subarray(0, length),
      points,
    }));
  }
}

/** The value of a key, made when it is asked for the first time. */
function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

interface Indexed {
  readonly id: number;
  readonly base: number;
  /** `SearchEntry.terms` as text: to make an object of other keys for each food takes thrice as long as to look through it. */
  readonly terms: string;
}

/** As PostgreSQL writes a jsonb. */
const term = /"([^"]+)": \[(\d+), (\d+)\]/g;

async function* foodsOf(client: PoolClient, kind: FoodKind): AsyncGenerator<Indexed> {
  // In the order of an index: to sort millions of them would take longer than everything else here.
  await client.query("set local enable_sort = off");
  const reading = client.query(
    copyTo(`copy (select id, search -> 'base', search -> 'terms' from foods
      where kind = '${kind}' and owner_id is null and retired_at is null order by id) to stdout`),
  );
  for await (const lines of readLines(reading, longestLine)) {
    for (const line of lines) {
      if (!("text" in line)) throw new Error(`The index of a food is ${line.bad}: ${line.start}`);
      const [id, base, terms] = line.text.split("\t");
      yield { id: Number(id), base: Number(base), terms: terms! };
    }
  }
  await client.query("set local enable_sort = on");
}
