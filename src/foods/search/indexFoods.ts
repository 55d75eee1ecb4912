import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Statements } from "../../context.js";
import { FoodKind } from "../Food.js";
import { CollectedWords } from "./CollectedWords.js";
import { packPostings, reachOf } from "./postings.js";
import { indexSuggestions } from "./suggestions.js";

/**
 * The foods of a kind are cut in tiers by their score before any word: the plainest names first, for among them is what
 * most people ask for. Each tier but the last ends where this share of the foods is reached.
 */
const shares = [1 / 32, 1 / 4];
const usualSizes = {
  /** So few foods are one tier. */
  oneTier: 50_000,
  /** Characters of a list in one row: with its word that fills a page, which is read at once. */
  part: 7900,
};
/** One more whenever lists are written otherwise, so that whoever finds older ones builds them anew. */
const format = 3;
/** What users own is found without it. */
export const indexedKinds: readonly FoodKind[] = [FoodKind.GENERIC, FoodKind.BRANDED, FoodKind.RESTAURANT];

/** Whether the index is one that this Larder reads. */
export async function isIndexed(pool: Statements): Promise<boolean> {
  const { rows } = await pool.query<{ format: number }>({
    text: "select index_format as format from catalogue_release",
    values: [],
  });
  return rows[0]!.format === format;
}

/** So many characters are handed to the database at once. */
const chunk = 65_536;

/**
 * Builds the search index of these kinds of food anew, within the transaction that changed them: for each word the foods
 * that have it. What users own and what is retired is not in it.
 */
export async function indexFoods(
  client: PoolClient,
  kinds: readonly FoodKind[],
  sizes = usualSizes,
): Promise<void> {
  await client.query("delete from food_postings where kind = any($1)", [kinds]);
  for (const kind of kinds) {
    const words = new CollectedWords();
    try {
      // Before the copying begins: one connection does one thing at a time.
      await words.collect(client, kind);
      const ends = tierEnds(words.bases, sizes.oneTier);
      await pipeline(chunks(lines(kind, words, ends, sizes.part)), client.query(copyFrom(copyPostings)));
    } finally {
      words.close();
    }
  }
  await client.query(renewWords);
  await indexSuggestions(client);
  await client.query("update catalogue_release set index_format = $1 where index_format <> $1", [format]);
}

const copyPostings = "copy food_postings (word, kind, tier, part, foods, list, gain, most) from stdin";

/** The vocabulary, for spelling: only what changed is written. */
const renewWords = `
  with counted as (
    select word, sum(foods)::int as foods from food_postings where word ~ '^[a-z]+$' group by word
  ), gone as (
    delete from food_words where word not in (select word from counted)
  )
  insert into food_words select word, foods from counted
    on conflict (word) do update set foods = excluded.foods where food_words.foods <> excluded.foods`;

/** A line for each part of a list. `gain` and `most` say how far the foods of all later tiers can reach. */
function* lines(
  kind: FoodKind,
  words: CollectedWords,
  ends: readonly number[],
  partSize: number,
): Generator<string> {
  const tiers = Uint8Array.from(words.points, ({ base }) => ends.findIndex((end) => base >= end));
  for (const [word, found] of words) {
    const byTier = found.postings(words.points, tiers, ends.length);
    const reaches = byTier.map(reachOf);
    for (const [tier, here] of byTier.entries()) {
      const later = reaches.slice(tier + 1).filter((reach) => reach !== null);
      if (here.ids.length === 0 && later.length === 0) break;
      const list = packPostings(here);
      const gain = later.length > 0 ? Math.max(...later.map((reach) => reach.gain)) : "\\N";
      const most = later.length > 0 ? Math.max(...later.map((reach) => reach.most)) : "\\N";
      for (let part = 0; part * partSize < list.length; part++) {
        // A backslash is the only character of a packed text that COPY would read as something else.
        const text = list.slice(part * partSize, (part + 1) * partSize).replaceAll("\\", "\\\\");
        // Each food is counted once.
        const foods = part === 0 ? here.ids.length : 0;
        yield `${[word, kind, tier, part, foods, text, gain, most].join("\t")}\n`;
      }
    }
  }
}

function* chunks(lines: Iterable<string>): Generator<string> {
  let text = "";
  for (const line of lines) {
    text += line;
    if (text.length < chunk) continue;
    yield text;
    text = "";
  }
  yield text;
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
