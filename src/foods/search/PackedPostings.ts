import { Unpacker, unpackable } from "./packed.js";
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
  readonly #bytes: Uint8Array;
  readonly #foodsAt: number;

  constructor(text: string) {
    this.#bytes = unpackable(text);
    const packed = new Unpacker(this.#bytes);
    this.foods = packed.next();
    this.points = new Int32Array(stride * packed.next());
    for (let at = 0; at < this.points.length; at++) this.points[at] = packed.nextSigned();
    this.#foodsAt = packed.at;
    this.noun = boundsOf(this.points, nounAt);
    this.modifier = boundsOf(this.points, modifierAt);
  }

  /** In bytes. */
  get size(): number {
    return this.#bytes.length + this.points.byteLength;
  }

  /** For each food its distance from the one before and the number of its points, ascending by id. */
  unpackFoods(): Unpacker {
    return new Unpacker(this.#bytes, this.#foodsAt);
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
