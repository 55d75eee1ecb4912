import type { FoodKind } from "../Food.js";
import type { Reader } from "../foodViews.js";
import { PackedPostings } from "./PackedPostings.js";
import type { AskedWord } from "./readQuery.js";
import { recall } from "./SearchMemory.js";

/** The foods of one kind and tier that have a word. */
export interface PostingsOf {
  readonly word: string;
  readonly kind: FoodKind;
  readonly list: PackedPostings;
  /** The most that the word adds to a food of a later tier, null if there is none. */
  readonly gain: number | null;
  /** The most that a food of a later tier has with the word, without what others add. */
  readonly most: number | null;
}

/** A part of a list. */
interface PartRow {
  readonly word: Buffer;
  readonly kind: Buffer;
  readonly tier: Buffer;
  readonly part: Buffer;
  readonly list: Buffer;
  readonly gain: Buffer | null;
  readonly most: Buffer | null;
}

/**
 * In the binary format, in which a text is its characters and no more: to send it as text PostgreSQL measures it first,
 * byte by byte where it is built for size. The driver reads other types wrongly then, so there are none.
 */
const statement = {
  name: "food-postings",
  text: `
    select word, kind, tier::text, part::text, list, gain::text, most::text from food_postings
    where word = any($1) and ($2::text is null or kind = $2) and tier = any($3)`,
  binary: true,
  types: { getTypeParser: () => (value: Buffer) => value },
};

const allTiers = [0, 1, 2];
export const lastTier = allTiers.length - 1;

export type PostingsReader = Pick<Reader, "pool" | "memory">;

const keyOf = (kind: FoodKind | null, tier: number, word: string) => `${kind ?? ""} ${tier} ${word}`;

/** Whether the lists of these words in a tier take no statement. */
export function arePostingsKept(
  { memory }: Pick<Reader, "memory">,
  asked: readonly AskedWord[],
  kind: FoodKind | null,
  tier: number,
): boolean {
  const kept = memory?.()?.postings;
  return kept !== undefined && asked.every(({ word }) => kept.get(keyOf(kind, tier, word)) !== undefined);
}

/** The lists of these words in a tier, of this kind or of all. */
export async function readPostings(
  { pool, memory }: PostingsReader,
  asked: readonly AskedWord[],
  kind: FoodKind | null,
  tier: number,
): Promise<readonly PostingsOf[]> {
  // One that is mended may be asked for twice.
  const wanted = [...new Set(asked.map(({ word }) => word))];
  const keys = wanted.map((word) => keyOf(kind, tier, word));
  const lists = await recall(memory?.()?.postings, keys, async (missing) => {
    const words = wanted.filter((word) => missing.includes(keyOf(kind, tier, word)));
    // Several words mostly need all tiers, and to ask for each takes longer than to read one in vain.
    const tiers = wanted.length > 1 ? allTiers : [tier];
    const { rows } = await pool.query<PartRow>({ ...statement, values: [words, kind, tiers] });
    const read = Map.groupBy(rows, ({ word, tier }) => keyOf(kind, Number(tier), String(word)));
    const all = tiers.flatMap((tier) => words.map((word) => keyOf(kind, tier, word)));
    return new Map(all.map((key) => [key, joined(read.get(key) ?? [])]));
  });
  return lists.flatMap((ofWord) => ofWord!);
}

/** The lists of a word in a tier, one for each kind, from their parts. */
function joined(parts: readonly PartRow[]): PostingsOf[] {
  return [...Map.groupBy(parts, ({ kind }) => String(kind)).values()].map((ofKind) => {
    const { word, kind, gain, most } = ofKind[0]!;
    const inOrder = ofKind.sort((one, other) => Number(one.part) - Number(other.part));
    return {
      word: String(word),
      kind: String(kind) as FoodKind,
      list: new PackedPostings(Buffer.concat(inOrder.map(({ list }) => list))),
      gain: gain && Number(gain),
      most: most && Number(most),
    };
  });
}
