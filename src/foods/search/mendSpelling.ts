import type { Statements } from "../../context.js";
import type { Reader } from "../foodViews.js";
import type { AskedWord } from "./readQuery.js";
import { recall } from "./SearchMemory.js";
import { doubled, type KnownWord, meantBy, neighbours, shortest } from "./spelling.js";
import { canonicalPhrases } from "./synonyms.js";

/** Each unknown word takes a look-up of its own; a text with more of them is no name of a food. */
const mostMended = 4;

/** A query as it was typed, with its words mended where that was possible. */
export interface Mended {
  readonly asked: readonly AskedWord[];
  readonly isMended: boolean;
  /** Words of `asked` that no food has. */
  readonly unknown: ReadonlySet<string>;
}

/** So many letters at the start are mostly right. */
const lettersKept = 3;

/** Words that no food needs to have, for they are read as those of foods: "aubergine". */
const saidForOthers: readonly KnownWord[] = [...canonicalPhrases.keys()]
  .filter((phrase) => /^[a-z]+$/.test(phrase) && phrase.length >= shortest)
  .map((word) => ({ word, foods: 1 }));

const knownText = "select word, foods from food_words where word = any($1)";
/** `%` uses the trigram index and its threshold of 0.3; how many letters may differ is stricter. Few begin wrongly. */
const alikeText = `
  select word, foods from food_words where word = any($2)
  union select word, foods from food_words where word like $3
  union select word, foods from food_words where word % $1 and similarity(word, $1) >= 0.4`;

/** How many foods have each of the words, and each word that one of them may stand for. */
export function readKnown(reader: Words, asked: readonly AskedWord[]): Promise<Map<string, number>> {
  const words = asked.map(({ word }) => word);
  return knownOf(reader, [...words, ...doubtfulOf(asked).flatMap(doubled)]);
}

const doubtfulOf = (asked: readonly AskedWord[]) =>
  asked
    .map(({ word }) => word)
    .filter((word) => word.length >= shortest && /^[a-z]+$/.test(word))
    .slice(0, mostMended);

/** Reads the words that no food has, or hardly any, as the nearest ones that foods have. */
export async function mendSpelling(reader: Words, asked: readonly AskedWord[]): Promise<Mended> {
  const words = asked.map(({ word }) => word);
  const known = await readKnown(reader, asked);
  const mended = new Map<string, string[]>();
  for (const word of doubtfulOf(asked)) {
    const meant = known.has(word) ? undoubledOf(word, known) : await mend(reader.pool, word);
    if (meant) mended.set(word, meant);
  }
  const result = asked.flatMap(({ word, role }): AskedWord[] => {
    const [first, second] = mended.get(word) ?? [word];
    if (!second) return [{ word: first!, role }];
    // Of two words the last one keeps the role, as it would have had they been written apart.
    return [
      { word: first!, role: "modifier" },
      { word: second, role },
    ];
  });
  const unknown = words.filter((word) => !known.has(word) && !mended.has(word));
  return { asked: result, isMended: mended.size > 0, unknown: new Set(unknown) };
}

/** The much more common word that a word of some food is but for a doubled letter; null if there is none. */
function undoubledOf(word: string, known: ReadonlyMap<string, number>): string[] | null {
  const candidates = doubled(word).flatMap((other) =>
    known.has(other) ? [{ word: other, foods: known.get(other)! }] : [],
  );
  const meant = meantBy(word, known.get(word)!, candidates);
  return meant ? [meant] : null;
}

/** What an unknown word means: one mistake away, else two words written as one ("beansprout"), else alike; null for nothing. */
async function mend(pool: Statements, word: string): Promise<string[] | null> {
  const near = neighbours(word);
  const splits = splitsOf(word);
  const found = await lookUp(pool, "alike-words", alikeText, [
    word,
    [...near, ...splits.flat()],
    `${word.slice(0, lettersKept)}%`,
  ]);
  const candidates: KnownWord[] = [...found].map(([word, foods]) => ({ word, foods }));
  const meant = meantBy(word, 0, [...candidates, ...saidForOthers]);
  const canonical = meant === null ? null : (canonicalPhrases.get(meant)?.split(" ") ?? [meant]);
  if (meant && near.includes(meant)) return canonical;
  const split = splits
    .map((parts) => ({ parts, foods: Math.min(...parts.map((part) => found.get(part) ?? 0)) }))
    .filter((one) => one.foods > 0)
    .sort((a, b) => b.foods - a.foods)[0];
  return split?.parts ?? canonical;
}

/** All ways to cut a word in two words of at least three letters. */
function splitsOf(word: string): string[][] {
  return Array.from({ length: Math.max(0, word.length - 5) }, (_, at) => [
    word.slice(0, at + 3),
    word.slice(at + 3),
  ]);
}

/**
 * What to search for where nothing fits: the word of the query that foods have, the thing rather than what describes
 * it; else the one that is spelt most like it; null if there is none.
 */
export async function suggestQuery(reader: Words, asked: readonly AskedWord[]): Promise<string | null> {
  const hard = asked.filter(({ role }) => role !== "soft");
  const known = await knownOf(
    reader,
    hard.map(({ word }) => word),
  );
  const best =
    hard.find(({ word, role }) => role === "noun" && known.has(word)) ??
    hard.findLast(({ word }) => known.has(word));
  if (best) return best.word;
  const noun = hard.find(({ role }) => role === "noun")?.word ?? "";
  const alike = await lookUp(
    reader.pool,
    "most-alike-word",
    "select word, foods from food_words where word % $1 order by similarity(word, $1) desc, foods desc limit 1",
    [noun],
  );
  return [...alike.keys()][0] ?? null;
}

type Words = Pick<Reader, "pool" | "memory">;

/** How many foods have each of these words; those that none has are left out. */
async function knownOf({ pool, memory }: Words, words: readonly string[]): Promise<Map<string, number>> {
  const counted = await recall(memory?.()?.words, words, async (missing) => {
    const found = await lookUp(pool, "known-words", knownText, [missing]);
    return new Map(missing.map((word) => [word, found.get(word) ?? 0]));
  });
  return new Map(words.flatMap((word, at) => (counted[at] ? [[word, counted[at]]] : [])));
}

async function lookUp(
  pool: Statements,
  name: string,
  text: string,
  values: unknown[],
): Promise<Map<string, number>> {
  const { rows } = await pool.query<KnownWord>({ name, text, values });
  return new Map(rows.map(({ word, foods }) => [word, foods]));
}
