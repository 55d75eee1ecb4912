import type { FoodData } from "./FoodData.js";
import type { Refusals } from "./Refusals.js";

/** What a source offers, opened and known to be what it claims, not yet read. */
export interface Download {
  /** As the operator named it. */
  readonly path: string;
  /** What is being read at this moment, for people who wait; null when nothing is. */
  readonly progress: string | null;
  /** Its foods; what is left out goes into `refused`. */
  foods(refused: Refusals): AsyncIterable<FoodData>;
  close(): void;
}
