import type { FoodData } from "./FoodData.js";
import type { Refusals } from "./Refusals.js";

/** What a source offers, opened and known to be what it claims, not yet read. */
export interface Download {
  /** As the operator named it. */
  readonly path: string;
  /** What is being read at this moment, for people who wait; null when nothing is. */
  readonly progress: string | null;
  /** What other releases have and this one lacks, as far as it was asked for. */
  readonly missing?: readonly string[];
  /** Its foods; what is left out goes into `refused`, and `signal` ends the reading. */
  foods(refused: Refusals, signal?: AbortSignal): AsyncIterable<FoodData>;
  close(): void;
}

export interface Reading {
  readonly refused: Refusals;
  readonly signal?: AbortSignal | undefined;
}
