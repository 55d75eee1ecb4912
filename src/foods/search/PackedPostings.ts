import { Unpacker, unpackable } from "./packed.js";

/** What a word gives to foods in one role. */
export interface Gains {
  /** By the number of the points, without what the food has before any word. */
  readonly points: Int32Array;
  /** The most of them, and the most that a food has with the word, without what other words add. */
  readonly adds: number;
  readonly most: number;
}

/**
 * The foods of a word, read from what `packPostings` wrote. They stay packed, for some words have very many; the points,
 * of which there are few, are read once, for each search needs all of them.
 */
export class PackedPostings {
  /** How many foods there are. */
  readonly foods: number;
  /** What a food has before any word, by the number of its points. */
  readonly bases: Int32Array;
  readonly noun: Gains;
  readonly modifier: Gains;
  readonly #bytes: Uint8Array;
  readonly #foodsAt: number;

  constructor(text: string) {
    this.#bytes = unpackable(text);
    const packed = new Unpacker(this.#bytes);
    this.foods = packed.next();
    const distinct = packed.next();
    const [bases, nouns, modifiers] = [1, 2, 3].map(() => new Int32Array(distinct)) as [
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    for (let at = 0; at < distinct; at++) {
      bases[at] = packed.nextSigned();
      nouns[at] = packed.nextSigned();
      modifiers[at] = packed.nextSigned();
    }
    this.bases = bases;
    this.noun = gainsOf(bases, nouns);
    this.modifier = gainsOf(bases, modifiers);
    this.#foodsAt = packed.at;
  }

  /** In bytes. */
  get size(): number {
    return this.#bytes.length + 3 * this.bases.byteLength;
  }

  /** For each food its distance from the one before and the number of its points, ascending by id. */
  unpackFoods(): Unpacker {
    return new Unpacker(this.#bytes, this.#foodsAt);
  }
}

function gainsOf(bases: Int32Array, points: Int32Array): Gains {
  let adds = Number.NEGATIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < points.length; at++) {
    adds = Math.max(adds, points[at]!);
    most = Math.max(most, bases[at]! + points[at]!);
  }
  return { points, adds, most };
}
