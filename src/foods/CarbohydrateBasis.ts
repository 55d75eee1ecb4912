import { registerEnumType } from "type-graphql";

export enum CarbohydrateBasis {
  BY_DIFFERENCE = "BY_DIFFERENCE",
  BY_SUMMATION = "BY_SUMMATION",
  AVAILABLE = "AVAILABLE",
}

registerEnumType(CarbohydrateBasis, {
  name: "CarbohydrateBasis",
  description: "What the carbohydrate of a food counts. Figures on different bases do not compare.",
  valuesConfig: {
    BY_DIFFERENCE: {
      description:
        "What is left of 100 g after water, protein, fat, ash and alcohol: fibre included. USDA and US labels.",
    },
    BY_SUMMATION: { description: "Sugars, starch and fibre, each measured, added up." },
    AVAILABLE: { description: "Without fibre, as on labels by EU regulation 1169/2011." },
  },
});
