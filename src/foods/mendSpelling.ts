import type { Statements } from "../context.js";
import type { AskedWord } from "./readQuery.js";

/** Shorter words have too few letters to tell what was meant. */
const shortest = 4;

/**
 * For each word that no food has: two that some food has and that make it up ("beansprout"), else the most alike one.
 * `%` uses the trigram index and its threshold of 0.3; what counts as alike enough is stricter.
 */
const text = `
  select asked.word, coalesce(
    (select left(asked.word, at) || ' ' || substr(asked.word, at + 1)
     from generate_series(3, length(asked.word) - 3) as at
     where exists (select from food_words where word = left(asked.word, at))
       and exists (select from food_words where word = substr(asked.word, at + 1))
     limit 1),
    (select word from food_words
     where word % asked.word and similarity(word, asked.word) >= 0.4
     order by similarity(word, asked.word) desc, abs(length(word) - length(asked.word)), word
     limit 1)) as mended
  from unnest($1::text[]) as asked (word)
  where not exists (select from food_words where word = asked.word)`;

/** The query with its unknown words mended, or null if there is nothing to mend. */
export async function mendSpelling(
  pool: Statements,
  asked: readonly AskedWord[],
): Promise<AskedWord[] | null> {
  const doubtful = asked
    .map(({ word }) => word)
    .filter((word) => word.length >= shortest && /^[a-z]+$/.test(word));
  if (doubtful.length === 0) return null;
  const { rows } = await pool.query<{ word: string; mended: string | null }>({
    name: "mend-spelling",
    text,
    values: [doubtful],
  });
  const mended = new Map(rows.filter((row) => row.mended).map((row) => [row.word, row.mended!.split(" ")]));
  if (mended.size === 0) return null;
  return asked.flatMap(({ word, role }) => {
    const [first, second] = mended.get(word) ?? [word];
    if (!second) return [{ word: first!, role }];
    // Of two words the last one keeps the role, as it would have had they been written apart.
    return [
      { word: first!, role: "modifier" as const },
      { word: second, role },
    ];
  });
}
