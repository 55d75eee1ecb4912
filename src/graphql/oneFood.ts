import { nutrientNames } from "../foods/Nutrients.js";
import { nutrientRows } from "./nutrientRows.js";
import {
  foodFields,
  foodFieldsParameter,
  type Operation,
  type Parameter,
  usualNutrients,
} from "./operations.js";

const measured = ["grams", "millilitres", "conversion"];

const args = "amount: $amount, unit: $unit";

const fields: Operation["fields"] = [
  ...foodFields.map((field) =>
    field.name === "nutrition"
      ? { ...field, args, below: [...nutrientNames, "energyKj", ...measured] }
      : field === nutrientRows
        ? { ...field, args }
        : field,
  ),
  { name: "ingredients" },
  { name: "retiredAt" },
];

const amountAndFields: readonly Parameter[] = [
  {
    name: "amount",
    type: "number",
    above: 0,
    most: 1_000_000,
    description:
      "How much of it `nutrition` and `nutrients` are for, such as 2; in grams or millilitres unless unit is given.",
  },
  {
    name: "unit",
    type: "text",
    longest: 40,
    example: "cup",
    description:
      "The unit of amount: g, kg, oz, lb, ml, l, tsp, tbsp, fl oz, cup, or one of the food's own such as slice, piece or serving. 400 names those that the food takes.",
  },
  foodFieldsParameter,
  {
    name: "cursor",
    type: "text",
    longest: 100,
    example: "1089",
    description:
      "To go on with the nutrients where an answer ended: its `next`, unchanged, all else the same.",
  },
];

const common = {
  scope: "foods:read",
  example: { amount: "1", unit: "cup" },
  list: null,
  type: "Food",
  missing: "There is no such food.",
  told: { type: "Food", fields: [] },
  fields,
  fieldsByDefault: [
    "id,name,url,kind,brand,per",
    ...[...usualNutrients, ...measured].map((name) => `nutrition.${name}`),
    "portions,source",
  ].join(","),
  dependsOn: "ownFoods",
  mostBytes: 8000,
  page: ({ food }: { readonly food: object | null }) => ({
    items: food ? [{ item: food, cursor: "" }] : [],
    hasMore: false,
    told: {},
  }),
} as const;

/** GraphQL refuses a variable that nothing uses, as where `nutrition` is not asked for. */
const declared = (selection: string) =>
  selection.includes("$amount") ? ", $amount: Float, $unit: String" : "";

export const getFood: Operation = {
  ...common,
  name: "getFood",
  title: "Get a food",
  description:
    "One food by its id, with its nutrition facts for any amount and its household measures. Null means unknown, not zero.",
  parameters: [
    {
      name: "id",
      type: "text",
      required: true,
      longest: 30,
      example: "food_116",
      description: "The id of the food, as a search answered it.",
    },
    ...amountAndFields,
  ],
  document: (select) =>
    `query getFood($id: ID!${declared(select("Food"))}) { food(id: $id) { ${select("Food")} } }`,
  variables: ({ id, amount, unit }) => ({ id, amount, unit }),
};

export const getFoodByBarcode: Operation = {
  ...common,
  example: { amount: "1", unit: "serving" },
  name: "getFoodByBarcode",
  title: "Get a food by its barcode",
  description:
    "The product with this barcode, with its nutrition facts for any amount and its serving. Null means unknown, not zero.",
  parameters: [
    {
      name: "gtin",
      type: "text",
      required: true,
      longest: 20,
      example: "00025484006713",
      description: "The barcode (GTIN): 8, 12, 13 or 14 digits.",
    },
    ...amountAndFields,
  ],
  document: (select) =>
    `query getFoodByBarcode($gtin: GTIN!${declared(select("Food"))}) { food(gtin: $gtin) { ${select("Food")} } }`,
  variables: ({ gtin, amount, unit }) => ({ gtin, amount, unit }),
};
