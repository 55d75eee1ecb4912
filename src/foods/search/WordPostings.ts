import { Unpacker } from "./packed.js";
import type { AskedWord } from "./readQuery.js";
import type { Scales } from "./Scales.js";
import { missing } from "./searchWeights.js";

/** An id beyond all foods. */
export const beyond = 2 ** 31 - 1;

/** The foods of a word that was asked for, read from what `packPostings` wrote, ascending by id. */
export class WordPostings {
  /** The next food. */
  id = 0;
  readonly weight: number;
  /** The most that the word adds to a food, and the most that a food has with it, without what other words add. */
  readonly adds: number;
  readonly most: number;
  readonly #packed: Unpacker;
  /** How many foods are to come. */
  #left: number;
  /** What a food gets for the word by the number of its points: with its base, and without. */
  readonly #forFirst: Int32Array;
  readonly #forFurther: Int32Array;

  constructor(list: Uint8Array, role: AskedWord["role"]) {
    const packed = new Unpacker(list);
    this.#left = packed.next();
    const distinct = packed.next();
    this.#forFirst = new Int32Array(distinct);
    this.#forFurther = new Int32Array(distinct);
    let adds = Number.NEGATIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < distinct; at++) {
      const base = packed.nextSigned();
      const noun = packed.nextSigned();
      const modifier = packed.nextSigned();
      const further = missing[role] + (role === "noun" ? noun : modifier);
      this.#forFurther[at] = further;
      this.#forFirst[at] = base + further;
      adds = Math.max(adds, further);
      most = Math.max(most, base + further);
    }
    this.adds = adds;
    this.most = most;
    this.weight = role === "soft" ? 0 : 1;
    this.#packed = packed;
    this.id = this.#left-- > 0 ? packed.next() : beyond;
  }

  get left(): number {
    return this.#left;
  }

  /** Adds what the foods on these scales get for the word, those that are not yet on them only if it puts some on. */
  putOn(scales: Scales, putsOn: boolean): void {
    const { start, end, scores, weights, met } = scales;
    const packed = this.#packed;
    const forFirst = this.#forFirst;
    const forFurther = this.#forFurther;
    const weight = this.weight;
    let { id, count, left } = { id: this.id, count: scales.count, left: this.#left };
    for (; id < end; id = left-- > 0 ? id + packed.next() : beyond) {
      const which = packed.next();
      const place = id - start;
      if (place < 0) continue;
      if (weights[place] !== 0) {
        weights[place]! += weight;
        scores[place]! += forFurther[which]!;
      } else if (putsOn) {
        weights[place] = 1 + weight;
        scores[place] = forFirst[which]!;
        met[count++] = place;
      }
    }
    this.id = id;
    this.#left = left;
    scales.count = count;
  }
}
