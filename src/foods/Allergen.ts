// type-graphql needs it before the first decorator, and this may be the first type that a program loads.
import "reflect-metadata";
import { Field, ObjectType, registerEnumType } from "type-graphql";

/** The fourteen of EU regulation 1169/2011, Annex II; the nine of the US FALCPA and FASTER acts are among them. */
export enum Allergen {
  GLUTEN = "GLUTEN",
  CRUSTACEANS = "CRUSTACEANS",
  EGGS = "EGGS",
  FISH = "FISH",
  PEANUTS = "PEANUTS",
  SOYBEANS = "SOYBEANS",
  MILK = "MILK",
  NUTS = "NUTS",
  CELERY = "CELERY",
  MUSTARD = "MUSTARD",
  SESAME = "SESAME",
  SULPHITES = "SULPHITES",
  LUPIN = "LUPIN",
  MOLLUSCS = "MOLLUSCS",
}

export enum AllergenPresence {
  YES = "YES",
  TRACES = "TRACES",
  NO = "NO",
}

registerEnumType(Allergen, {
  name: "Allergen",
  description: "The fourteen allergens that EU regulation 1169/2011 (Annex II) wants on a label.",
});

registerEnumType(AllergenPresence, {
  name: "AllergenPresence",
  description: "What the source says about an allergen in a food.",
  valuesConfig: {
    YES: { description: "The food contains it." },
    TRACES: { description: "The label says that it may contain traces of it." },
    NO: { description: "The label says that the food is free of it." },
  },
});

@ObjectType({ simpleResolvers: true, description: "What the source says about one allergen in a food." })
export class AllergenStatement {
  @Field(() => Allergen, { description: "Which allergen." })
  readonly allergen!: Allergen;

  @Field(() => AllergenPresence, { description: "Whether the food contains it." })
  readonly presence!: AllergenPresence;
}
