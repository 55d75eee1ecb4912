import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { FoodKind } from "../Food.js";
import { Packer, Unpacker } from "./packed.js";
import { type Points, type Postings, packPostings, reachOf } from "./postings.js";
import { indexSuggestions } from "./suggestions.js";

/**
 * The foods of a kind are cut in tiers by their score before any word: the plainest names first, for among them is what
 * most people ask for. Each tier but the last ends where this share of the foods is reached.
 */
const shares = [1 / 32, 1 / 4];
/** So few foods are one tier. */
const fewFoods = 50_000;
const batchSize = 2000;

/**
 * Builds the search index of these kinds of food anew, within the transaction that changed them: for each word the foods
 * that have it. What users own and what is retired is not in it.
 */
export async function indexFoods(
  client: PoolClient,
  kinds: readonly FoodKind[],
  oneTier = fewFoods,
): Promise<void> {
  await client.query("delete from food_postings where kind = any($1)", [kinds]);
  for (const kind of kinds) {
    // Before the copying begins: one connection does one thing at a time.
    const index = await collect(client, kind);
    await pipeline(lines(kind, index, tierEnds(index.bases, oneTier)), client.query(copyFrom(copyPostings)));
  }
  await client.query(renewWords);
  await indexSuggestions(client);
}

const copyPostings = "copy food_postings (word, kind, tier, foods, list, gain, most) from stdin";

/** The vocabulary, for spelling: only what changed is written. */
const renewWords = `
  with counted as (
    select word, sum(foods)::int as foods from food_postings where word ~ '^[a-z]+$' group by word
  ), gone as (
    delete from food_words where word not in (select word from counted)
  )
  insert into food_words select word, foods from counted
    on conflict (word) do update set foods = excluded.foods where food_words.foods <> excluded.foods`;

interface Index {
  readonly words: ReadonlyMap<string, Found>;
  /** All the points that words give in this kind of food; many foods share them. */
  readonly points: readonly Points[];
  /** How many foods there are of each score before any word. */
  readonly bases: ReadonlyMap<number, number>;
}

/** One line for each word and tier. `gain` and `most` say how far the foods of all later tiers can reach. */
function* lines(kind: FoodKind, { words, points }: Index, ends: readonly number[]): Generator<string> {
  const tiers = Uint8Array.from(points, ({ base }) => ends.findIndex((end) => base >= end));
  for (const [word, found] of words) {
    const byTier = found.postings(points, tiers, ends.length);
    const reaches = byTier.map(reachOf);
    for (const [tier, here] of byTier.entries()) {
      const later = reaches.slice(tier + 1).filter((reach) => reach !== null);
      if (here.ids.length === 0 && later.length === 0) break;
      // A backslash is the only character of a packed text that COPY would read as something else.
      const list = packPostings(here).replaceAll("\\", "\\\\");
      const gain = later.length > 0 ? Math.max(...later.map((reach) => reach.gain)) : "\\N";
      const most = later.length > 0 ? Math.max(...later.map((reach) => reach.most)) : "\\N";
      yield `${[word, kind, tier, here.ids.length, list, gain, most].join("\t")}\n`;
    }
  }
}

/** The lowest score of each tier. */
function tierEnds(bases: ReadonlyMap<number, number>, oneTier: number): number[] {
  const descending = [...bases].sort(([one], [other]) => other - one);
  const all = descending.reduce((sum, [, foods]) => sum + foods, 0);
  const ends: number[] = [];
  let reached = 0;
  for (const [base, foods] of descending) {
    reached += foods;
    if (all > oneTier && ends.length < shares.length && reached >= all * shares[ends.length]!)
      ends.push(base);
  }
  return [...ends, Number.NEGATIVE_INFINITY];
}

/** The foods of one word while they are collected: two million foods have sixteen million words. */
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
    const packed = new Unpacker(this.#packer.toString());
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

async function collect(client: PoolClient, kind: FoodKind): Promise<Index> {
  const words = new Map<string, Found>();
  const points: Points[] = [];
  /** Numbers of the points by base, noun and modifier. */
  const numbers = new Map<number, Map<number, number>>();
  const bases = new Map<number, number>();
  for await (const { id, base, terms } of foodsOf(client, kind)) {
    bases.set(base, 1 + (bases.get(base) ?? 0));
    const known = entryOf(numbers, base, () => new Map<number, number>());
    for (const [, word, one, other] of terms.matchAll(term)) {
      const [noun, modifier] = [Number(one), Number(other)];
      const number = entryOf(
        known,
        noun * pointsRange + modifier,
        () => points.push({ base, noun, modifier }) - 1,
      );
      entryOf(words, word!, () => new Found()).add(id, number);
    }
  }
  return { words, points, bases };
}

/** Beyond the points of any word. */
const pointsRange = 4096;

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
  await client.query(`declare indexed no scroll cursor for
    select id, (search -> 'base')::int as base, (search -> 'terms')::text as terms from foods
    where kind = '${kind}' and owner_id is null and retired_at is null order by id`);
  const fetch = () => client.query<Indexed>(`fetch ${batchSize} from indexed`);
  // The database makes the next batch ready while this one is worked on.
  for (let next = fetch(), isLast = false; !isLast; ) {
    const { rows } = await next;
    isLast = rows.length < batchSize;
    if (!isLast) next = fetch();
    yield* rows;
  }
  await client.query("close indexed");
}
