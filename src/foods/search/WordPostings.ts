import { baseAt, modifierAt, nounAt, type PackedPostings, stride } from "./PackedPostings.js";
import { digitOf, digits, noDigit, type Unpacker } from "./packed.js";
import type { AskedWord } from "./readQuery.js";
import { type Scales, sumOf } from "./Scales.js";
import { missing } from "./searchWeights.js";

/** What a word counts for that plays this role. */
export const weightIn = (role: AskedWord["role"]) => (role === "soft" ? 0 : 1);

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
  readonly #gaps: Uint8Array;
  readonly #numbers: Uint8Array;
  readonly #long: Unpacker;
  readonly #gains: Int32Array;
  /** Which of the foods is next. */
  #at = 0;

  constructor(list: PackedPostings, role: AskedWord["role"]) {
    const { adds, most } = role === "noun" ? list.noun : list.modifier;
    const back = missing[role];
    this.adds = adds + back;
    this.most = most + back;
    this.weight = weightIn(role);
    this.#gaps = list.gaps;
    this.#numbers = list.numbers;
    this.#long = list.unpackLong();
    this.#gains = gainsIn(list, role);
    this.id = list.foods > 0 ? this.#gap(0) : beyond;
  }

  get left(): number {
    return this.#gaps.length - this.#at;
  }

  /** Puts the foods on these scales that are between their ends, or adds to what they have there. */
  putOn(scales: Scales): void {
    const { start, end, sums, met } = scales;
    const foods = this.#gaps.length;
    const gains = this.#gains;
    let { id, count } = { id: this.id, count: scales.count };
    let at = this.#at;
    for (; id < end; id = ++at < foods ? id + this.#gap(at) : beyond) {
      const place = id - start;
      if (place < 0) continue;
      const sum = sums[place]!;
      // No branch: nobody can foresee which food has another word, too, and a processor that guesses wrong waits.
      const isNew = sum === 0 ? 1 : 0;
      sums[place] = sum + gains[2 * this.#which(at) + isNew]!;
      met[count] = place;
      count += isNew;
    }
    this.id = id;
    this.#at = at;
    scales.count = count;
  }

  /** Adds to what foods have that are on these scales, and puts none on them. */
  addTo({ start, end, sums }: Scales): void {
    const foods = this.#gaps.length;
    const gains = this.#gains;
    let { id } = this;
    let at = this.#at;
    for (; id < end; id = ++at < foods ? id + this.#gap(at) : beyond) {
      const place = id - start;
      if (place < 0) continue;
      const sum = sums[place]!;
      if (sum !== 0) sums[place] = sum + gains[2 * this.#which(at)]!;
    }
    this.id = id;
    this.#at = at;
  }

  /** How far a food is from the one before. */
  #gap(at: number): number {
    const gap = digitOf(this.#gaps[at]!);
    return gap === noDigit ? this.#long.next() : gap;
  }

  /** The number of the points of a food. */
  #which(food: number): number {
    const numbers = this.#numbers;
    const foods = this.#gaps.length;
    // As mostly.
    if (numbers.length === foods) return digitOf(numbers[food]!);
    let which = 0;
    for (let at = food, unit = 1; at < numbers.length; at += foods, unit *= digits)
      which += unit * digitOf(numbers[at]!);
    return which;
  }
}

type Gains = Partial<Record<AskedWord["role"], Int32Array>>;

/** Lists are mostly kept, and each search for a word needs the same of its list. */
const known = new WeakMap<PackedPostings, Gains>();

function gainsIn(list: PackedPostings, role: AskedWord["role"]): Int32Array {
  const gains = known.get(list) ?? {};
  known.set(list, gains);
  gains[role] ??= gainsOf(list, role);
  return gains[role];
}

/** For each of the points what a food gets that is on the scales already, and one that is put on. */
function gainsOf({ points }: PackedPostings, role: AskedWord["role"]): Int32Array {
  const roleAt = role === "noun" ? nounAt : modifierAt;
  const back = missing[role];
  const weight = weightIn(role);
  const gains = new Int32Array((2 * points.length) / stride);
  for (let at = 0, to = 0; at < points.length; at += stride) {
    const gain = back + points[at + roleAt]!;
    gains[to++] = sumOf(gain, weight);
    gains[to++] = sumOf(points[at + baseAt]! + gain, 1 + weight);
  }
  return gains;
}
