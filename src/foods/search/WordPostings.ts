import { baseAt, modifierAt, nounAt, type PackedPostings, stride } from "./PackedPostings.js";
import type { Unpacker } from "./packed.js";
import type { AskedWord } from "./readQuery.js";
import type { Scales } from "./Scales.js";
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
  readonly #foods: Unpacker;
  /** How many foods are to come. */
  #left: number;
  readonly #points: Int32Array;
  /** Where among the points stands what the word gives a food in its role, and what each food gets back beside. */
  readonly #gainAt: number;
  readonly #back: number;

  constructor(list: PackedPostings, role: AskedWord["role"]) {
    const { adds, most } = role === "noun" ? list.noun : list.modifier;
    this.#points = list.points;
    this.#gainAt = role === "noun" ? nounAt : modifierAt;
    this.#back = missing[role];
    this.adds = adds + this.#back;
    this.most = most + this.#back;
    this.weight = role === "soft" ? 0 : 1;
    this.#foods = list.unpackFoods();
    this.#left = list.foods;
    this.id = this.#left-- > 0 ? this.#foods.next() : beyond;
  }

  get left(): number {
    return this.#left;
  }

  /** Adds what the foods on these scales get for the word, those that are not yet on them only if it puts some on. */
  putOn(scales: Scales, putsOn: boolean): void {
    const { start, end, scores, weights, met } = scales;
    const foods = this.#foods;
    const points = this.#points;
    const gainAt = this.#gainAt;
    const back = this.#back;
    const weight = this.weight;
    let { id, count, left } = { id: this.id, count: scales.count, left: this.#left };
    for (; id < end; id = left-- > 0 ? id + foods.next() : beyond) {
      const which = stride * foods.next();
      const place = id - start;
      if (place < 0) continue;
      if (weights[place] !== 0) {
        weights[place]! += weight;
        scores[place]! += back + points[which + gainAt]!;
      } else if (putsOn) {
        weights[place] = 1 + weight;
        scores[place] = points[which + baseAt]! + back + points[which + gainAt]!;
        met[count++] = place;
      }
    }
    this.id = id;
    this.#left = left;
    scales.count = count;
  }
}
