import { type Nutrient, NutrientGroup } from "../foods/Nutrient.js";
import type { Operation } from "./operations.js";

export const listNutrients: Operation = {
  name: "listNutrients",
  title: "List nutrients",
  description:
    "The nutrients that a food can have, with unit, group and the Daily Value of the US label; null where there is none.",
  scope: "foods:read",
  parameters: [
    {
      name: "group",
      type: "enum",
      values: Object.values(NutrientGroup),
      description: "Only nutrients of this group, such as VITAMINS.",
    },
    {
      name: "fields",
      type: "fields",
      description: "Comma-separated fields to answer with instead of the usual ones, such as: name,unit",
    },
    {
      name: "cursor",
      type: "text",
      longest: 100,
      example: "1089",
      description: "To go on where an answer ended: its `next`, unchanged, with the same group.",
    },
  ],
  list: "nutrients",
  type: "Nutrient",
  told: { type: "Nutrient", fields: [] },
  fields: ["id", "number", "name", "unit", "tag", "group", "dailyValue"].map((name) => ({ name })),
  fieldsByDefault: "id,name,unit,group,dailyValue",
  mostBytes: 8000,
  document: (selection) =>
    `query listNutrients($group: NutrientGroup) { nutrients(group: $group) { ${selection} } }`,
  variables: ({ group }) => ({ group }),
  page: ({ nutrients }: { readonly nutrients: readonly Nutrient[] }, _asked, { cursor }) => {
    // The list is short and never changes while the server runs; the id of the last one says where to go on.
    const begin = cursor === undefined ? 0 : nutrients.findIndex(({ id }) => String(id) === cursor) + 1;
    return {
      items: nutrients.slice(begin).map((item) => ({ item, cursor: String(item.id) })),
      hasMore: false,
      told: {},
    };
  },
};
