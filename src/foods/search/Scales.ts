import { Unpacker } from "./packed.js";
import type { AskedWord } from "./readQuery.js";
import { missing } from "./searchWeights.js";

/** A place in the ranking. Scores are whole, so that they compare exactly; of equal ones the lower id comes first. */
export interface Position {
  readonly id: number;
  readonly score: number;
}

/** Whether a food comes later in the ranking than another one. */
export const isBehind = (food: Position, other: Position) =>
  food.score < other.score || (food.score === other.score && food.id > other.id);

export interface RankedFood extends Position {
  /** How many of the words that matter the food has. */
  readonly weight: number;
}

/** Adds up what each food gets for the words asked for. Its arrays are as long as the highest id and used again. */
export class Scales {
  #scores = new Int32Array(1 << 14);
  /** One more than the words that matter; 0 for a food that has not been met. */
  #weights = new Uint8Array(1 << 14);
  #met = new Int32Array(1 << 14);
  #count = 0;

  /** Weighs the foods of one word; `text` is what `packPostings` wrote. */
  add(text: string, role: AskedWord["role"]): void {
    const packed = new Unpacker(text);
    const foods = packed.next();
    const distinct = packed.next();
    const forFirst = new Int32Array(distinct);
    const forFurther = new Int32Array(distinct);
    for (let at = 0; at < distinct; at++) {
      const base = packed.nextSigned();
      const noun = packed.nextSigned();
      const modifier = packed.nextSigned();
      forFurther[at] = missing[role] + (role === "noun" ? noun : modifier);
      forFirst[at] = base + forFurther[at]!;
    }
    const weight = role === "soft" ? 0 : 1;
    this.#makeRoom(foods);
    let id = 0;
    for (let at = 0; at < foods; at++) {
      id += packed.next();
      const which = packed.next();
      if (id >= this.#scores.length) this.#reach(id);
      if (this.#weights[id] === 0) {
        this.#weights[id] = 1 + weight;
        this.#scores[id] = forFirst[which]!;
        this.#met[this.#count++] = id;
      } else {
        this.#weights[id]! += weight;
        this.#scores[id]! += forFurther[which]!;
      }
    }
  }

  /**
   * The best of the wanted foods with at least this weight and of others, which are in order, best first; then the scales
   * are empty.
   */
  takeBest(
    leastWeight: number,
    most: number,
    isWanted: (food: RankedFood) => boolean,
    others: readonly RankedFood[],
  ): RankedFood[] {
    const best = [...others];
    const cut = () => {
      best.sort((one, other) => (isBehind(one, other) ? 1 : -1));
      best.length = Math.min(best.length, most);
      return best.length === most ? best.at(-1)!.score : Number.NEGATIVE_INFINITY;
    };
    let least = best.length === most ? best.at(-1)!.score : Number.NEGATIVE_INFINITY;
    for (let at = 0; at < this.#count; at++) {
      const id = this.#met[at]!;
      const weight = this.#weights[id]! - 1;
      const score = this.#scores[id]!;
      this.#weights[id] = 0;
      if (weight < leastWeight || score < least) continue;
      const food = { id, score, weight };
      if (!isWanted(food)) continue;
      best.push(food);
      // Sorting now and then costs less than keeping the order with each food.
      if (best.length === 2 * most + 100) least = cut();
    }
    this.#count = 0;
    cut();
    return best;
  }

  #makeRoom(foods: number): void {
    if (this.#count + foods <= this.#met.length) return;
    const met = new Int32Array(2 * (this.#count + foods));
    met.set(this.#met);
    this.#met = met;
  }

  #reach(id: number): void {
    const scores = new Int32Array(2 * id);
    scores.set(this.#scores);
    const weights = new Uint8Array(2 * id);
    weights.set(this.#weights);
    this.#scores = scores;
    this.#weights = weights;
  }
}
