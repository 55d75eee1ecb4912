/** A word of the catalogue, and how many foods have it. */
export interface KnownWord {
  readonly word: string;
  readonly foods: number;
}

/** Shorter words have too few letters to tell what was meant. */
export const shortest = 4;

/** "mozarella" and "mozzarella" are one word to whoever doubles a letter wrongly. */
const undoubled = (word: string) => word.replace(/(.)\1+/g, "$1");

/** Every text that is the word but for one letter that is doubled, or no more so. */
export function doubled(word: string): string[] {
  const found = Array.from(word, (letter, at) =>
    letter === word[at + 1]
      ? word.slice(0, at) + word.slice(at + 1)
      : word.slice(0, at) + letter + word.slice(at),
  );
  return [...new Set(found)];
}

/** How much more common a word must be to be meant by one that some food has: "mozarella" stands on a few labels. */
const muchMoreCommon = 20;

/** Every text that is one letter away: left out, doubled, added, another, or two swapped. */
export function neighbours(word: string): string[] {
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const found = new Set<string>();
  for (let at = 0; at <= word.length; at++) {
    const [before, after] = [word.slice(0, at), word.slice(at)];
    found.add(before + after.slice(1));
    if (after.length > 1) found.add(before + after[1] + after[0] + after.slice(2));
    for (const letter of letters) {
      found.add(before + letter + after);
      if (after) found.add(before + letter + after.slice(1));
    }
  }
  found.delete(word);
  return [...found];
}

/**
 * What a misspelt word means: of the words that are nearest to it the most common one; null if none is near enough. A
 * word that some food has means itself, unless only a doubled letter parts it from a much more common one.
 */
export function meantBy(word: string, foods: number, candidates: readonly KnownWord[]): string | null {
  const near = candidates
    .map((candidate) => ({ ...candidate, distance: distance(word, candidate.word) }))
    .filter(({ distance, foods: common, word: other }) =>
      foods > 0
        ? undoubled(other) === undoubled(word) && common >= muchMoreCommon * foods
        : distance <= mostEdits(word),
    );
  near.sort((a, b) => a.distance - b.distance || b.foods - a.foods || (a.word < b.word ? -1 : 1));
  return near[0]?.word ?? null;
}

/** One mistake in a short word, two in a long one. */
const mostEdits = (word: string) => (word.length < 6 ? 1 : 2);

/** How many letters must be added, left out, replaced or swapped; less if it is a matter of doubled letters, more at the start. */
function distance(from: string, to: string): number {
  if (undoubled(from) === undoubled(to)) return 0.5;
  return edits(from, to) + (from[0] === to[0] ? 0 : 0.5);
}

/** Optimal string alignment: the Levenshtein distance, with a swap of neighbours as one. */
function edits(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[from.length]![to.length]!;
}
