import type { BestFoods } from "./BestFoods.js";
import { reach } from "./reach.js";
import { beyond, type WordPostings } from "./WordPostings.js";

/** So many ids are weighed at a time: their sums fit in the processor's own cache, those of millions of foods do not. */
const span = 1 << 14;

/** More words than anybody asks for. */
const weightDigits = 8;
const weights = 1 << weightDigits;

/** A score and a weight in one number: with two such numbers added, both are. */
export const sumOf = (score: number, weight: number): number => score * weights + weight;

/** Adds up what each food gets for the words asked for. */
export class Scales {
  /** The id of the first food that is on the scales, and the one behind the last. */
  start = 0;
  end = 0;
  /** The score of each food, with one more than the words that matter as its weight; 0 if it is not on the scales. */
  readonly sums = new Int32Array(span);
  /** The places of the foods that are. */
  readonly met = new Int32Array(span);
  count = 0;

  /** Offers the foods of these words that have at least this weight, all that can be among the best. */
  weigh(words: readonly WordPostings[], leastWeight: number, best: BestFoods): void {
    const byLength = [...words].sort((one, other) => other.left - one.left);
    let needed: readonly WordPostings[] = [];
    for (let least: number | null = null; ; ) {
      if (least !== best.leastScore) {
        least = best.leastScore;
        needed = neededOf(byLength, leastWeight, least);
      }
      this.start = needed.reduce((next, { id }) => Math.min(next, id), beyond);
      if (this.start === beyond) return;
      this.end = Math.min(this.start + span, beyond);
      for (const word of needed) word.putOn(this);
      for (const word of byLength) word.addTo(this);
      this.#empty(leastWeight, best);
    }
  }

  #empty(leastWeight: number, best: BestFoods): void {
    const { start, sums, met, count } = this;
    let least = sumOf(best.leastScore, 0);
    for (let at = 0; at < count; at++) {
      const place = met[at]!;
      const sum = sums[place]!;
      sums[place] = 0;
      if (sum < least) continue;
      const weight = (sum & (weights - 1)) - 1;
      if (weight < leastWeight) continue;
      best.offer({ id: start + place, score: sum >> weightDigits, weight });
      least = sumOf(best.leastScore, 0);
    }
    this.count = 0;
  }
}

/** A food that has none of these words is not among the best: the longest lists need not put any on the scales. */
function neededOf(byLength: readonly WordPostings[], leastWeight: number, least: number) {
  const others: WordPostings[] = [];
  return byLength.filter((word) => {
    const highest = reach([...others, word], leastWeight);
    const isNeeded = highest >= least && highest > Number.NEGATIVE_INFINITY;
    if (!isNeeded) others.push(word);
    return isNeeded;
  });
}
