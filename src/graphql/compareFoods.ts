import { nutrientNames } from "../foods/Nutrients.js";
import { foodFields, type Operation, usualNutrients } from "./operations.js";
import { behind } from "./prune.js";

interface Compared {
  readonly compareFoods: {
    readonly per: string;
    readonly foods: readonly { readonly food: { readonly id: string } }[];
  };
}

export const compareFoods: Operation = {
  name: "compareFoods",
  title: "Compare foods",
  description:
    "2 to 10 foods side by side on one basis, which `per` names. Null means unknown, not zero. Where a food cannot be told on that basis its nutrition is null and `problem` says why.",
  scope: "foods:read",
  parameters: [
    {
      name: "ids",
      type: "list",
      required: true,
      least: 2,
      most: 10,
      longest: 30,
      example: ["food_116", "food_1"],
      description: "The ids of the foods, as a search answered them, separated by commas; each once.",
    },
    {
      name: "fields",
      type: "fields",
      description:
        "Comma-separated fields to answer with instead of the usual ones, such as: name,nutrition.ironMg",
    },
    {
      name: "cursor",
      type: "text",
      longest: 100,
      example: "food_116",
      description: "To go on where an answer ended: its `next`, unchanged, with the same ids.",
    },
  ],
  example: { fields: "name,nutrition.energyKcal,nutrition.proteinG,nutrition.ironMg" },
  list: "foods",
  type: "Food",
  missing: "There is no such food.",
  told: { type: "FoodComparison", fields: [{ name: "per" }] },
  // What the figures are for is said once, of all of them; the whole panel comes per what the source has it for.
  fields: [
    ...foodFields.filter(({ name }) => !["per", "nutrition", "nutrients"].includes(name)),
    { name: "nutrition", of: "ComparedFood", below: [...nutrientNames, "energyKj", "conversion"] },
    { name: "problem", of: "ComparedFood" },
  ],
  fieldsByDefault: [
    "id,name,url,brand",
    ...usualNutrients.map((name) => `nutrition.${name}`),
    "problem",
  ].join(","),
  dependsOn: "ownFoods",
  mostBytes: 8000,
  document: (select) => `
    query compareFoods($ids: [ID!]!) {
      compareFoods(ids: $ids) { per foods { food { ${select("Food")} } ${select("ComparedFood")} } }
    }`,
  variables: ({ ids }) => ({ ids }),
  page: ({ compareFoods: { per, foods } }: Compared, { cursor }) => ({
    items: behind(
      foods.map(({ food, ...figures }) => ({ item: { ...food, ...figures }, cursor: food.id })),
      cursor,
    ),
    hasMore: false,
    told: { per },
  }),
};
