import { FoodKind } from "../foods/Food.js";
import { nutrientNames } from "../foods/Nutrients.js";
import type { FoodsRevision } from "../users/foodsRevision.js";
import type { AnswerField } from "./fields.js";
import { nutrientRows } from "./nutrientRows.js";
import type { Page } from "./prune.js";

/** A parameter, with enough said to check it, to document it and to offer it as the input of a tool. */
export type Parameter = { readonly name: string; readonly description: string; readonly required?: true } & (
  | { readonly type: "text"; readonly longest: number; readonly example: string }
  | {
      readonly type: "list";
      readonly least: number;
      readonly most: number;
      /** Of one item, in characters. */
      readonly longest: number;
      readonly example: readonly string[];
    }
  | { readonly type: "integer"; readonly least: number; readonly most: number; readonly normally: number }
  | { readonly type: "number"; readonly above: number; readonly most: number }
  | { readonly type: "enum"; readonly values: readonly string[] }
  /** A day of the calendar, such as 2026-11-25. */
  | { readonly type: "date"; readonly example: string }
  | { readonly type: "fields" }
);

export type Value = string | number | readonly string[] | undefined;

/** Checked values by parameter; undefined where one was not given. */
export type Values = Readonly<Record<string, Value>>;

/** A named GraphQL operation that other doors offer. It knows nothing of how they are reached. */
export interface Operation {
  readonly name: string;
  readonly title: string;
  /** At most 300 characters, as for GPT actions. */
  readonly description: string;
  readonly scope: string;
  readonly parameters: readonly Parameter[];
  /** What an example asks for besides the required parameters, to be short. */
  readonly example?: Readonly<Record<string, string>>;
  /** The list in the answer, null where the answer is one item itself; and the GraphQL type of an item. */
  readonly list: string | null;
  readonly type: string;
  /** What is said where there is nothing to answer with; absent where an answer is never missing. */
  readonly missing?: string;
  /** What the answer tells beside the list where there is something to tell: fields of a GraphQL type. */
  readonly told: { readonly type: string; readonly fields: readonly AnswerField[] };
  /** The first of them always comes. */
  readonly fields: readonly AnswerField[];
  readonly fieldsByDefault: string;
  /** What of its user an answer depends on besides the catalogue; null where it is not kept. */
  readonly dependsOn: keyof FoodsRevision | null;
  /** The size of an answer that whole items are left out to stay below. */
  readonly mostBytes: number;
  /** `select` writes the fields that were asked for of a type. */
  readonly document: (select: (type: string) => string) => string;
  readonly variables: (values: Values) => Record<string, unknown>;
  readonly page: (data: never, values: Values) => Page;
}

export const foodFields: readonly AnswerField[] = [
  { name: "id" },
  { name: "name" },
  { name: "url" },
  { name: "kind" },
  { name: "brand" },
  { name: "gtin" },
  { name: "category" },
  { name: "synonyms" },
  { name: "per" },
  { name: "nutrition", below: nutrientNames },
  { name: "serving", below: ["name", "grams"] },
  { name: "portions", below: ["name", "grams"] },
  { name: "quality", below: ["rule", "description"] },
  { name: "source", field: "sourceLabel" },
  nutrientRows,
];

export const foodFieldsParameter: Parameter = {
  name: "fields",
  type: "fields",
  description:
    "Comma-separated fields to answer with instead of the usual ones, such as: name,nutrition.ironMg,portions. With the scope nutrients:read also nutrients, a group of them such as vitamins, or one such as nutrients.zinc.",
};

/** What most people look for first. */
export const usualNutrients = [
  "energyKcal",
  "proteinG",
  "fatG",
  "saturatedFatG",
  "carbohydrateG",
  "sugarsG",
  "fiberG",
  "sodiumMg",
] as const;

interface FoundFoods {
  readonly foods: {
    readonly edges: readonly { readonly cursor: string; readonly node: object }[];
    readonly pageInfo: { readonly hasNextPage: boolean };
    readonly readAs: string | null;
    readonly amount: string | null;
    readonly suggestion: string | null;
  };
}

export const searchFoods: Operation = {
  name: "searchFoods",
  title: "Search foods",
  description:
    "Finds foods by name or barcode and answers with their nutrition facts per 100 g or 100 ml, best match first. Null means unknown, not zero. FUZZY may be another food. Empty: nothing fits.",
  scope: "foods:read",
  parameters: [
    {
      name: "query",
      type: "text",
      required: true,
      longest: 200,
      example: "firm tofu",
      description:
        "Words of one food, such as: firm tofu. Or its barcode. An amount is left out; name the state if it matters: raw, cooked, canned.",
    },
    {
      name: "limit",
      type: "integer",
      least: 1,
      most: 10,
      normally: 3,
      description: "How many foods at most, 1 to 10; 3 if absent.",
    },
    {
      name: "kind",
      type: "enum",
      values: Object.values(FoodKind),
      description: "Only foods of this kind: GENERIC for plain foods, BRANDED for products.",
    },
    {
      name: "brand",
      type: "text",
      longest: 200,
      example: "Hershey's",
      description: "Only products of this brand, by its whole name.",
    },
    {
      name: "category",
      type: "text",
      longest: 200,
      example: "Cheese",
      description: "Only foods of this food group, in the words of their source.",
    },
    foodFieldsParameter,
    {
      name: "cursor",
      type: "text",
      longest: 100,
      example: "MjMwIDQ3MTE",
      description: "To go on where an answer ended: its `next`, unchanged, with the same query.",
    },
  ],
  example: { limit: "1" },
  list: "foods",
  type: "Food",
  told: { type: "FoodConnection", fields: [{ name: "readAs" }, { name: "amount" }, { name: "suggestion" }] },
  fields: [...foodFields, { name: "match", of: "FoodEdge" }, { name: "nearTie", of: "FoodEdge" }],
  fieldsByDefault: [
    "id,name,url,kind,brand,per",
    ...usualNutrients.map((name) => `nutrition.${name}`),
    "serving,source,match",
  ].join(","),
  dependsOn: "foods",
  mostBytes: 8000,
  document: (select) => `
    query searchFoods($query: String!, $limit: Int!, $filter: FoodFilter!, $cursor: String) {
      foods(query: $query, first: $limit, filter: $filter, after: $cursor) {
        edges { cursor node { ${select("Food")} } ${select("FoodEdge")} }
        pageInfo { hasNextPage }
        readAs
        amount
        suggestion
      }
    }`,
  variables: ({ query, limit, kind, brand, category, cursor }) => ({
    query,
    limit,
    filter: { kind, brand, category },
    cursor,
  }),
  page: ({ foods: { edges, pageInfo, ...told } }: FoundFoods) => ({
    items: edges.map(({ cursor, node, ...fit }) => ({ item: { ...node, ...fit }, cursor })),
    hasMore: pageInfo.hasNextPage,
    told,
  }),
};
