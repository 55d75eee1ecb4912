import { NutrientGroup, nutrients } from "../foods/Nutrient.js";
import type { AnswerField } from "./fields.js";

const groups = Object.values(NutrientGroup).map((group) => {
  const ids = nutrients.filter((one) => one.group === group).map(({ id }) => id);
  const name = group.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return [name === "other" ? "otherNutrients" : name, ids] as const;
});

/** All that the source states of a food: whole, by group, or one by one. */
export const nutrientRows: AnswerField = {
  name: "nutrients",
  scope: "nutrients:read",
  rows: {
    idsOf: new Map<string, readonly number[]>([
      ...groups,
      ...nutrients.map(({ key, id }) => [`nutrients.${key}`, [id]] as const),
    ]),
    fields: [
      { name: "nutrient", below: ["id", "name", "unit"] },
      { name: "amount" },
      { name: "percentDailyValue" },
    ],
    cursorOf: ({ nutrient }: { readonly nutrient: { readonly id: number } }) => String(nutrient.id),
  },
};
