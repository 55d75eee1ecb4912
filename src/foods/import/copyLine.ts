import { copyNull, copyText } from "../copyText.js";
import { columnOf, nutrientNames } from "../Nutrients.js";
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
  "markets",
  "language",
  "per",
  "energyKj",
  "energyBasis",
  "carbohydrateBasis",
] as const satisfies (keyof FoodData)[];
const jsonColumns = ["allergens", "diets", "portions"] as const satisfies (keyof FoodData)[];

/** Where a version of a food is from. That alone may change from release to release. */
export const originColumns = ["source_id", "release", "published"];
/** All that an import writes, in the order of a line. */
export const columns = [
  ...[...plainColumns, ...jsonColumns, ...nutrientNames].map(columnOf),
  "nutrient_ids",
  "nutrient_amounts",
  "flags",
  "search",
];

/** A food as `columns` of a line of text for `COPY`. */
export function copyLine(food: FoodData, flags: readonly string[]): string {
  const { panel, nutrition } = food;
  // Added up, for an array of so many parts takes half as long again.
  let line = "";
  for (const name of plainColumns) line += `${plain(food[name])}\t`;
  for (const name of jsonColumns) line += `${json(food[name])}\t`;
  for (const name of nutrientNames) line += `${nutrition[name] ?? copyNull}\t`;
  const ids = [...panel.keys()].sort((a, b) => a - b);
  const amounts = ids.map((id) => panel.get(id));
  return `${line}{${ids}}\t{${amounts}}\t{${flags}}\t${searchJson(food)}`;
}

function plain(value: string | number | readonly string[] | null): string | number {
  if (typeof value === "string" || value === null) return copyText(value);
  return typeof value === "number" ? value : list(value);
}

/** Neither a NUL nor half of a surrogate pair can be in a jsonb; both are escapes in JSON, which is otherwise rare. */
function json(value: unknown): string {
  const written = JSON.stringify(value);
  if (!written.includes("\\u")) return copyText(written);
  const mend = (part: string) => part.toWellFormed().replaceAll("\0", "");
  return copyText(JSON.stringify(value, (_, part) => (typeof part === "string" ? mend(part) : part)));
}

function list(values: readonly string[]): string {
  if (values.length === 0) return "{}";
  return copyText(`{${values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`).join()}}`);
}
