import type { EnergyBasis } from "../EnergyBasis.js";
import type { FoodKind } from "../Food.js";
import type { Nutrients } from "../Nutrients.js";
import type { SourceKey } from "../sources.js";

/** A food as an importer reads it, before it has an id here. */
export interface FoodData {
  readonly source: SourceKey;
  readonly sourceId: string;
  readonly release: string;
  readonly kind: FoodKind;
  readonly name: string;
  readonly synonyms: readonly string[];
  readonly category: string | null;
  readonly brand: string | null;
  readonly gtin: string | null;
  /** As the label says, null where nobody does. */
  readonly ingredients: string | null;
  readonly per: "100 g" | "100 ml";
  /** Unrounded, per `per`. */
  readonly nutrition: Nutrients;
  /** How the source came by the energy, null where that is unknown. */
  readonly energyBasis: EnergyBasis | null;
  readonly portions: readonly { readonly name: string; readonly grams: number }[];
}
