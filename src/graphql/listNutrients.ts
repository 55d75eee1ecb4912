import { type Nutrient, NutrientGroup } from "../foods/Nutrient.js";
import type { Operation } from "./operations.js";
import { behind } from "./prune.js";

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
  example: { group: NutrientGroup.MACRONUTRIENTS, fields: "key,name,unit,dailyValue" },
  list: "nutrients",
  type: "Nutrient",
  told: { type: "Nutrient", fields: [] },
  fields: ["id", "key", "number", "name", "unit", "tag", "group", "dailyValue"].map((name) => ({ name })),
  fieldsByDefault: "id,key,name,unit,group,dailyValue",
  dependsOn: "ownFoods",
  mostBytes: 8000,
  document: (select) =>
    `query listNutrients($group: NutrientGroup) { nutrients(group: $group) { ${select("Nutrient")} } }`,
  variables: ({ group }) => ({ group }),
  page: ({ nutrients }: { readonly nutrients: readonly Nutrient[] }, { cursor }) => {
    // The list is short and never changes while the server runs; the id of the last one says where to go on.
    const items = nutrients.map((item) => ({ item, cursor: String(item.id) }));
    return { items: behind(items, cursor), hasMore: false, told: {} };
  },
};
