import { registerEnumType } from "type-graphql";

export enum Conversion {
  NONE = "NONE",
  MASS = "MASS",
  VOLUME = "VOLUME",
  PORTION = "PORTION",
  DENSITY = "DENSITY",
  LABEL_SERVING = "LABEL_SERVING",
}

registerEnumType(Conversion, {
  name: "Conversion",
  description: "How an amount of a food was turned into grams or millilitres.",
  valuesConfig: {
    NONE: { description: "No amount was asked for: the figures are for the quantity named by `per`." },
    MASS: { description: "It was a weight." },
    VOLUME: { description: "It was a volume, and the food's figures are per 100 ml." },
    PORTION: { description: "By a portion of this food." },
    DENSITY: {
      description:
        "By the weight of a volume of this very food, which one of its portions tells. Never by a guess.",
    },
    LABEL_SERVING: { description: "By the serving on the label." },
  },
});
