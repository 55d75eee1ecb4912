import type { Allergen, AllergenPresence } from "../Allergen.js";
import type { PortionData } from "../amounts/Portion.js";
import type { CarbohydrateBasis } from "../CarbohydrateBasis.js";
import type { Diet } from "../Diet.js";
import type { EnergyBasis } from "../EnergyBasis.js";
import type { FoodKind } from "../Food.js";
import type { Nutrients } from "../Nutrients.js";
import type { Preparation } from "../Preparation.js";
import type { SourceKey } from "../sources.js";

/** A food as an importer reads it, before it has an id here. */
export interface FoodData {
  readonly source: SourceKey;
  /** What stays the same in the source from release to release, such as a barcode or a food code. */
  readonly sourceKey: string;
  /** Its id in this release. */
  readonly sourceId: string;
  readonly release: string;
  /** Date of this version of the food, ISO 8601; null where the source has none. Of two versions the later one counts. */
  readonly published: string | null;
  readonly kind: FoodKind;
  readonly name: string;
  /** As the source has it, letter by letter. */
  readonly sourceName: string;
  readonly synonyms: readonly string[];
  readonly category: string | null;
  /** Null where the name does not tell. */
  readonly preparation: Preparation | null;
  readonly brand: string | null;
  readonly brandOwner: string | null;
  /** As `readGtin` writes them, the one on the label first. */
  readonly gtins: readonly string[];
  /** As the label says, null where nobody does. */
  readonly ingredients: string | null;
  /** What the source says about each; absent is unknown. */
  readonly allergens: Readonly<Partial<Record<Allergen, AllergenPresence>>>;
  readonly diets: Readonly<Partial<Record<Diet, boolean>>>;
  /** ISO 3166-1 codes of the countries where it is sold or eaten. */
  readonly markets: readonly string[];
  /** ISO 639-1 code of the language of its name, null where the source does not say. */
  readonly language: string | null;
  readonly per: "100 g" | "100 ml";
  /** Unrounded, per `per`. */
  readonly nutrition: Nutrients;
  /** Where the source states it, else null; kJ. */
  readonly energyKj: number | null;
  /** How the source came by the energy, null where that is unknown. */
  readonly energyBasis: EnergyBasis | null;
  readonly carbohydrateBasis: CarbohydrateBasis | null;
  /** Everything that the source states: nutrient id of FoodData Central to the amount in its unit, per `per`. */
  readonly panel: ReadonlyMap<number, number>;
  /** The usual serving first. */
  readonly portions: readonly PortionData[];
}
