import { Unpacker } from "./packed.js";
import { planesOf } from "./postings.js";
import type { Bounds } from "./reach.js";

/** What a word can do for a food in one role, without its cost back. */
type BoundsInRole = Omit<Bounds, "weight">;

/** Of each of the points: what the food has before any word, and what the word gives it in each role. */
export const [baseAt, nounAt, modifierAt, stride] = [0, 1, 2, 3];

/**
 * The foods of a word, read from what `packPostings` wrote. They stay packed, for some words have very many; the points,
 * of which there are few, are read once, for each search needs all of them.
 */
export class PackedPostings {
  /** How many foods there are. */
  readonly foods: number;
  /** `stride` numbers for each of the points. */
  readonly points: Int32Array;
  readonly noun: BoundsInRole;
  readonly modifier: BoundsInRole;
  /** For each food, ascending by id, a character for its distance from the one before. */
  readonly gaps: Uint8Array;
  /** The characters for the numbers of their points, plane by plane. */
  readonly numbers: Uint8Array;
  readonly #long: Uint8Array;

  constructor(bytes: Uint8Array) {
    const packed = new Unpacker(bytes);
    this.foods = packed.next();
    const points = packed.next();
    this.points = new Int32Array(stride * points);
    for (let at = 0; at < this.points.length; at++) this.points[at] = packed.nextSigned();
    const numbersAt = packed.at + this.foods;
    const longAt = numbersAt + planesOf(points) * this.foods;
    this.gaps = bytes.subarray(packed.at, numbersAt);
    this.numbers = bytes.subarray(numbersAt, longAt);
    this.#long = bytes.subarray(longAt);
    this.noun = boundsOf(this.points, nounAt);
    this.modifier = boundsOf(this.points, modifierAt);
  }

  /** In bytes, with what searches make of the points for two roles. */
  get size(): number {
    const { gaps, numbers, points } = this;
    return gaps.length + numbers.length + this.#long.length + 3 * points.byteLength;
  }

  /** The distances for which `gaps` has `noDigit`. */
  unpackLong(): Unpacker {
    return new Unpacker(this.#long);
  }
}

function boundsOf(points: Int32Array, role: number): BoundsInRole {
  let adds = Number.NEGATIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < points.length; at += stride) {
    adds = Math.max(adds, points[at + role]!);
    most = Math.max(most, points[at + baseAt]! + points[at + role]!);
  }
  return { adds, most };
}
