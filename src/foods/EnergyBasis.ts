import { registerEnumType } from "type-graphql";

export enum EnergyBasis {
  STATED = "STATED",
  ATWATER_SPECIFIC = "ATWATER_SPECIFIC",
  ATWATER_GENERAL = "ATWATER_GENERAL",
  CONVERTED = "CONVERTED",
}

registerEnumType(EnergyBasis, {
  name: "EnergyBasis",
  description:
    "How the source came by the energy of a food. The same food may differ by some percent between them.",
  valuesConfig: {
    STATED: { description: "The figure that the source gives as the food's energy." },
    ATWATER_SPECIFIC: {
      description:
        "Computed by the source from protein, fat and carbohydrate, by factors for this kind of food.",
    },
    ATWATER_GENERAL: {
      description: "Computed by the source as 4 kcal/g of protein and carbohydrate and 9 kcal/g of fat.",
    },
    CONVERTED: { description: "The source states kJ alone; kcal are those divided by 4.184." },
  },
});
