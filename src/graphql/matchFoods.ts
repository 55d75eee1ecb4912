import { nutrientNames } from "../foods/Nutrients.js";
import { foodFields, type Operation, usualNutrients } from "./operations.js";
import { behind } from "./prune.js";

interface Matched {
  readonly matchFoods: {
    readonly matches: readonly { readonly food: object | null }[];
    readonly total: { readonly nutrition: object };
  };
}

const ofFood = ["id", "name", "url", "kind", "brand", "category", "source"];

export const matchFoods: Operation = {
  name: "matchFoods",
  title: "Work out what was eaten",
  description:
    "For short texts such as: 2 eggs; 30 g cheddar. Each gets its best food and nutrition for the amount, with the total. FUZZY, nearTie or isAssumed: ask. Null is unknown, not zero; `atLeast` sums what is known.",
  scope: "foods:read",
  parameters: [
    {
      name: "texts",
      type: "list",
      required: true,
      least: 1,
      most: 20,
      longest: 100,
      example: ["2 eggs", "30 g cheddar"],
      description: "One food each with its amount, such as: a slice of wholemeal bread. At most 20.",
    },
    {
      name: "fields",
      type: "fields",
      description:
        "Comma-separated fields of each match to answer with instead of the usual ones, such as: name,nutrition.ironMg,source",
    },
    {
      name: "cursor",
      type: "text",
      longest: 10,
      example: "12",
      description: "To go on where an answer ended: its `next`, unchanged, with the same texts.",
    },
  ],
  example: {
    fields:
      "name,match,amount,unit,isAssumed,nutrition.grams,nutrition.energyKcal,nutrition.proteinG,problem",
  },
  list: "matches",
  type: "FoodMatch",
  told: {
    type: "MatchTotal",
    fields: [
      { name: "total", field: "nutrition", below: nutrientNames },
      { name: "atLeast", below: nutrientNames },
      { name: "unknown" },
      { name: "withoutFigures" },
    ],
  },
  fields: [
    { name: "text" },
    ...foodFields.filter(({ name }) => ofFood.includes(name)).map((field) => ({ ...field, of: "Food" })),
    { name: "match" },
    { name: "nearTie" },
    { name: "amount" },
    { name: "unit" },
    { name: "isAssumed" },
    {
      name: "nutrition",
      below: [...nutrientNames, "energyKj", "grams", "millilitres", "conversion"],
    },
    { name: "problem" },
  ],
  fieldsByDefault: [
    "id,name,match,nearTie,amount,unit,isAssumed,nutrition.grams",
    ...usualNutrients.map((name) => `nutrition.${name}`),
    "problem",
  ].join(","),
  dependsOn: "foods",
  // Twenty texts with the usual fields fit.
  mostBytes: 16_000,
  document: (select) => `
    query matchFoods($texts: [String!]!) {
      matchFoods(texts: $texts) {
        matches { ${select("FoodMatch")} food { id ${select("Food")} } }
        total {
          nutrition { ${nutrientNames.join(" ")} }
          atLeast { ${nutrientNames.join(" ")} }
          unknown
          withoutFigures
        }
      }
    }`,
  variables: ({ texts }) => ({ texts }),
  page: ({ matchFoods: { matches, total } }: Matched, { cursor }) => {
    const { nutrition, ...further } = total;
    const items = matches.map(({ food, ...match }, at) => ({
      item: { ...match, ...food },
      cursor: String(at + 1),
    }));
    return { items: behind(items, cursor), hasMore: false, told: { total: nutrition, ...further } };
  },
};
