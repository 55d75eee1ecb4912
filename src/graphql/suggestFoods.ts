import type { Operation } from "./operations.js";

export const suggestFoods: Operation = {
  name: "suggestFoods",
  title: "Suggest queries",
  description:
    "Queries that begin with the letters typed so far, for a list below a search field: plain foods first, then brands and the words of products. Each of them finds foods.",
  scope: "foods:read",
  parameters: [
    {
      name: "prefix",
      type: "text",
      required: true,
      longest: 100,
      example: "ched",
      description: "What was typed so far. Accents, capitals and plurals make no difference.",
    },
    {
      name: "limit",
      type: "integer",
      least: 1,
      most: 20,
      normally: 8,
      description: "How many suggestions at most, 1 to 20; 8 if absent.",
    },
  ],
  example: { limit: "4" },
  list: "suggestions",
  type: "FoodSuggestion",
  told: { type: "FoodSuggestion", fields: [] },
  fields: [{ name: "text" }, { name: "kind" }],
  fieldsByDefault: "text,kind",
  dependsOn: "ownFoods",
  mostBytes: 8000,
  document: (select) => `
    query suggestFoods($prefix: String!, $limit: Int!) {
      foodSuggestions(prefix: $prefix, first: $limit) { ${select("FoodSuggestion")} }
    }`,
  variables: ({ prefix, limit }) => ({ prefix, limit }),
  page: ({ foodSuggestions }: { readonly foodSuggestions: readonly object[] }) => ({
    items: foodSuggestions.map((item) => ({ item, cursor: null })),
    hasMore: false,
    told: {},
  }),
};
