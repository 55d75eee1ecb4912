/** A question that names the word spelt most like `text`; empty where every one differs in most of its letters. */
export function didYouMean(text: string, words: readonly string[]): string {
  const typed = text.toLowerCase();
  const distances = words.map((word) => distance(typed, word.toLowerCase()));
  const least = Math.min(...distances);
  return least <= Math.ceil(typed.length / 2) ? ` Did you mean ${words[distances.indexOf(least)]}?` : "";
}

/** Levenshtein's distance, one row of the table at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
