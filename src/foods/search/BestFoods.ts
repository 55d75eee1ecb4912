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

/** The best of the foods that were offered, at most so many. */
export class BestFoods {
  readonly #foods: RankedFood[];
  readonly #most: number;
  readonly #isWanted: (food: Position) => boolean;
  /** The last one, as soon as there are as many as wanted. */
  #last: RankedFood | null = null;

  constructor(foods: readonly RankedFood[], most: number, isWanted: (food: Position) => boolean) {
    this.#foods = [...foods];
    this.#most = most;
    this.#isWanted = isWanted;
    this.#cut();
  }

  /** One with a lower score is not among them. */
  get leastScore(): number {
    return this.#last?.score ?? Number.NEGATIVE_INFINITY;
  }

  offer(food: RankedFood): void {
    if ((this.#last && isBehind(food, this.#last)) || !this.#isWanted(food)) return;
    this.#foods.push(food);
    // Sorting now and then costs less than keeping the order with each food.
    if (this.#foods.length === 2 * this.#most + 100) this.#cut();
  }

  /** Best first. */
  take(): readonly RankedFood[] {
    this.#cut();
    return this.#foods;
  }

  #cut(): void {
    this.#foods.sort((one, other) => (isBehind(one, other) ? 1 : -1));
    this.#foods.length = Math.min(this.#foods.length, this.#most);
    if (this.#foods.length === this.#most) this.#last = this.#foods.at(-1) ?? null;
  }
}
