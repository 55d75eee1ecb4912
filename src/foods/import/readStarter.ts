import { EnergyBasis } from "../EnergyBasis.js";
import { FoodKind } from "../Food.js";
import { Nutrients } from "../Nutrients.js";
import type { SourceKey } from "../sources.js";
import type { FoodData } from "./FoodData.js";
import starter from "./starter.json" with { type: "json" };

/** The starter catalogue. Its file leaves out what all have in common: generic foods, per 100 g, of no brand. */
export function readStarter(): FoodData[] {
  return starter.map(({ source, nutrition, ...food }) => ({
    ...food,
    source: source as SourceKey,
    kind: FoodKind.GENERIC,
    brand: null,
    gtin: null,
    ingredients: null,
    per: "100 g",
    // Its sets, SR Legacy and FNDDS, state the energy of all their foods that have any figures.
    energyBasis: EnergyBasis.STATED,
    nutrition: Object.assign(new Nutrients(), nutrition),
  }));
}
