/** What a word can do for a food. */
export interface Bounds {
  /** The most that it adds. */
  readonly adds: number;
  /** The most that a food has with it, without what other words add. */
  readonly most: number;
  /** 1 if the word matters, else 0. */
  readonly weight: number;
}

/**
 * The highest score that a food can have that has no other words than these, and of those that matter at least so many;
 * minus infinity if there is none. With certain words it has at most what all of them add, and for each of them at most
 * what a food has with that word and what the others add.
 */
export function reach(words: readonly Bounds[], leastWeight: number): number {
  const slackOf = ({ most, adds }: Bounds) => most - adds;
  let [added, weight, highest] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const word of [...words].sort((one, other) => slackOf(other) - slackOf(one))) {
    added += word.adds;
    weight += word.weight;
    if (weight >= leastWeight) highest = Math.max(highest, added + slackOf(word));
  }
  return highest;
}
