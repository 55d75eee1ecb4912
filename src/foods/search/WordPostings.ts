import { baseAt, modifierAt, nounAt, type PackedPostings, stride } from "./PackedPostings.js";
import { digitOf, digits, noDigit, type Unpacker } from "./packed.js";
import type { AskedWord } from "./readQuery.js";
import { type Scales, sumOf } from "./Scales.js";
import { missing } from "./searchWeights.js";

/** An id beyond all foods. */
export const beyond = 2 ** 31 - 1;

/** The foods of a word that was asked for, one after the other, ascending by id. */
export class WordPostings {
  /** The next food. */
  id = 0;
  readonly weight: number;
  /** The most that the word adds to a food, and the most that a food has with it, without what other words add. */
  readonly adds: number;
  readonly most: number;
  readonly #list: PackedPostings;
  readonly #long: Unpacker;
  /** For each of the points what a food gets that is on the scales already, and one that is put on. */
  readonly #gains: Int32Array;
  /** Which of the foods is next. */
  #at = 0;

  constructor(list: PackedPostings, role: AskedWord["role"]) {
    const { adds, most } = role === "noun" ? list.noun : list.modifier;
    const back = missing[role];
    this.adds = adds + back;
    this.most = most + back;
    this.weight = role === "soft" ? 0 : 1;
    this.#list = list;
    this.#long = list.unpackLong();
    this.#gains = this.#gainsOf(role === "noun" ? nounAt : modifierAt, back);
    this.id = list.foods > 0 ? this.#gap() : beyond;
  }

  get left(): number {
    return this.#list.foods - this.#at;
  }

  /** Adds what the foods on these scales get for the word, those that are not yet on them only if it puts some on. */
  putOn(scales: Scales, putsOn: boolean): void {
    const { start, end, sums, met } = scales;
    const { foods, numbers } = this.#list;
    const gains = this.#gains;
    let { id, count } = { id: this.id, count: scales.count };
    for (; id < end; id = ++this.#at < foods ? id + this.#gap() : beyond) {
      const place = id - start;
      if (place < 0) continue;
      const sum = sums[place]!;
      if (sum === 0 && !putsOn) continue;
      let which = 0;
      for (let at = this.#at, unit = 1; at < numbers.length; at += foods, unit *= digits)
        which += unit * digitOf(numbers[at]!);
      if (sum !== 0) sums[place] = sum + gains[2 * which]!;
      else {
        sums[place] = gains[2 * which + 1]!;
        met[count++] = place;
      }
    }
    this.id = id;
    scales.count = count;
  }

  /** How far the next food is from the one before. */
  #gap(): number {
    const gap = digitOf(this.#list.gaps[this.#at]!);
    return gap === noDigit ? this.#long.next() : gap;
  }

  #gainsOf(gainAt: number, back: number): Int32Array {
    const { points } = this.#list;
    const gains = new Int32Array((2 * points.length) / stride);
    for (let at = 0, to = 0; at < points.length; at += stride) {
      const gain = back + points[at + gainAt]!;
      gains[to++] = sumOf(gain, this.weight);
      gains[to++] = sumOf(points[at + baseAt]! + gain, 1 + this.weight);
    }
    return gains;
  }
}
