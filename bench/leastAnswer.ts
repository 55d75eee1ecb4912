import type { ServerResponse } from "node:http";
import type { Part } from "../src/foods/foodViews.js";
import { atMostTwoDecimals } from "../src/foods/Nutrients.js";
import type { FoodSearch, FoundFood, FoundFoods } from "../src/foods/search/searchFoods.js";
import { usualNutrients } from "../src/graphql/operations.js";
import { binderTo } from "../src/relay/boundCursors.js";

// What `GET /api/foods/search?query=…` reads and answers, written by hand for the floors.

export const parts: ReadonlySet<Part> = new Set(["nutrition", "serving"]);

export const searchFor = (query: string): FoodSearch => ({ query, filter: {}, first: 3, after: null });

/** What an answer says beside its foods. */
export function restOf(query: string, { found, hasMore, readAs, amount }: FoundFoods): object {
  const bind = binderTo({ query, filter: { kind: null }, order: null });
  const next = hasMore ? bind(found.at(-1)!.cursor) : null;
  return { next, truncated: false, ...(readAs && { readAs }), ...(amount && { amount }) };
}

export function send(
  response: ServerResponse,
  found: readonly Pick<FoundFood, "node" | "match">[],
  rest: object,
): void {
  const body = JSON.stringify({ foods: found.map(answerOf), ...rest });
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(body);
}

function answerOf({ node, match }: Pick<FoundFood, "node" | "match">) {
  const { globalId: id, name, url, kind, brand, per, facts, sourceLabel: source } = node;
  const nutrition = Object.fromEntries(
    usualNutrients.map((name) => [name, atMostTwoDecimals(facts![name]!)]),
  );
  const serving = node.serving && { name: node.serving.name, grams: node.serving.grams };
  return { id, name, url, kind, brand, per, nutrition, serving, source, match };
}
