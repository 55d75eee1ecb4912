import { PortionOrigin, unitIn } from "../amounts/Portion.js";
import { CarbohydrateBasis } from "../CarbohydrateBasis.js";
import { EnergyBasis } from "../EnergyBasis.js";
import { FoodKind } from "../Food.js";
import { Nutrients } from "../Nutrients.js";
import { preparationOf } from "../Preparation.js";
import type { SourceKey } from "../sources.js";
import type { FoodData } from "./FoodData.js";
import starter from "./starter.json" with { type: "json" };
import { labelPanelOf } from "./usda.js";

/** The starter catalogue. Its file leaves out what all have in common: generic foods, per 100 g, of no brand. */
export function readStarter(): FoodData[] {
  return starter.map(({ source, nutrition, portions, ...food }) => ({
    ...food,
    source: source as SourceKey,
    sourceKey: food.sourceId,
    published: null,
    kind: FoodKind.GENERIC,
    sourceName: food.name,
    preparation: preparationOf(food.name),
    brand: null,
    brandOwner: null,
    gtins: [],
    ingredients: null,
    allergens: {},
    diets: {},
    markets: ["US"],
    language: "en",
    per: "100 g",
    energyKj: null,
    carbohydrateBasis: nutrition.carbohydrateG === null ? null : CarbohydrateBasis.BY_DIFFERENCE,
    portions: portions.map((portion) => ({
      ...portion,
      ...unitIn(portion.name),
      origin: PortionOrigin.SOURCE,
    })),
    // Its sets, SR Legacy and FNDDS, state the energy of all their foods that have any figures.
    energyBasis: EnergyBasis.STATED,
    nutrition: Object.assign(new Nutrients(), nutrition),
    panel: labelPanelOf(Object.assign(new Nutrients(), nutrition), null),
  }));
}
