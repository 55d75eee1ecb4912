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

const bestFirst = (one: Position, other: Position) => other.score - one.score || one.id - other.id;

/** The best of the foods that were offered, at most so many: a heap, as soon as there are so many, with the last one on top. */
export class BestFoods {
  readonly #foods: RankedFood[];
  readonly #most: number;
  readonly #isWanted: (food: Position) => boolean;

  constructor(foods: readonly RankedFood[], most: number, isWanted: (food: Position) => boolean) {
    this.#foods = [...foods];
    this.#most = most;
    this.#isWanted = isWanted;
    if (foods.length === most) this.#makeHeap();
  }

  get #isFull(): boolean {
    return this.#foods.length === this.#most;
  }

  /** One with a lower score is not among them. */
  get leastScore(): number {
    return this.#isFull ? this.#foods[0]!.score : Number.NEGATIVE_INFINITY;
  }

  offer(food: RankedFood): void {
    if (this.#isFull) {
      if (isBehind(this.#foods[0]!, food) && this.#isWanted(food)) this.#sink(food, 0);
    } else if (this.#isWanted(food)) {
      this.#foods.push(food);
      if (this.#isFull) this.#makeHeap();
    }
  }

  /** Best first. */
  take(): readonly RankedFood[] {
    return this.#foods.sort(bestFirst);
  }

  #makeHeap(): void {
    for (let at = (this.#most >> 1) - 1; at >= 0; at--) this.#sink(this.#foods[at]!, at);
  }

  /** Puts a food here or below, in place of the one that was here. */
  #sink(food: RankedFood, top: number): void {
    const foods = this.#foods;
    let at = top;
    for (let next = 2 * at + 1; next < foods.length; next = 2 * at + 1) {
      if (next + 1 < foods.length && isBehind(foods[next + 1]!, foods[next]!)) next += 1;
      if (!isBehind(foods[next]!, food)) break;
      foods[at] = foods[next]!;
      at = next;
    }
    foods[at] = food;
  }
}
