import { columnOf, type Nutrients, nutrientNames } from "../Nutrients.js";
import { searchJson } from "../search/searchIndex.js";
import type { FoodData } from "./FoodData.js";

/** The columns of `foods` that an import writes as the source has them. */
const plainColumns = [
  "source",
  "sourceKey",
  "sourceId",
  "release",
  "published",
  "kind",
  "name",
  "sourceName",
  "synonyms",
  "category",
  "preparation",
  "brand",
  "brandOwner",
  "gtins",
  "ingredients",
  "allergens",
  "diets",
  "markets",
  "language",
  "per",
  "energyKj",
  "energyBasis",
  "carbohydrateBasis",
  "portions",
] as const satisfies (keyof FoodData)[];
const jsonColumns = new Set<keyof FoodData>(["allergens", "diets", "portions"]);

/** Where a version of a food is from. That alone may change from release to release. */
export const originColumns = ["source_id", "release", "published"];
/** All that an import writes, in the order of a line. */
export const columns = [
  ...plainColumns.map(columnOf),
  ...nutrientNames.map(columnOf),
  "nutrient_ids",
  "nutrient_amounts",
  "flags",
  "search",
];

/** A food as `columns` of a line of text for `COPY`. */
export function copyLine(food: FoodData, flags: readonly string[]): string {
  const stated = [...food.panel].sort(([a], [b]) => a - b);
  const fields: string[] = [];
  for (const name of plainColumns) fields.push(jsonColumns.has(name) ? json(food[name]) : plain(food[name]));
  for (const name of nutrientNames)
    fields.push(plain(food.nutrition[name as keyof Nutrients] as number | null));
  fields.push(`{${stated.map(([id]) => id).join()}}`, `{${stated.map(([, amount]) => amount).join()}}`);
  fields.push(`{${flags.join()}}`, searchJson(food));
  return fields.join("\t");
}

function plain(value: unknown): string {
  if (value === null) return "\\N";
  if (Array.isArray(value)) return list(value);
  return typeof value === "string" ? text(value) : String(value);
}

const special: Record<string, string> = { "\0": "", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function text(value: string): string {
  return value.replace(/[\0\\\n\r\t]/g, (character) => special[character]!);
}

/** Neither a NUL nor half of a surrogate pair can be in a jsonb; both are escapes in JSON, which is otherwise rare. */
function json(value: unknown): string {
  const written = JSON.stringify(value);
  if (!written.includes("\\u")) return text(written);
  const mend = (part: string) => part.toWellFormed().replaceAll("\0", "");
  return text(JSON.stringify(value, (_, part) => (typeof part === "string" ? mend(part) : part)));
}

function list(values: readonly string[]): string {
  if (values.length === 0) return "{}";
  return text(`{${values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`).join()}}`);
}
