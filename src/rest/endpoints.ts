import { compareFoods } from "../graphql/compareFoods.js";
import { getMe } from "../graphql/getMe.js";
import { getUsage, listRequests } from "../graphql/getUsage.js";
import { listNutrients } from "../graphql/listNutrients.js";
import { matchFoods } from "../graphql/matchFoods.js";
import { getFood, getFoodByBarcode } from "../graphql/oneFood.js";
import { type Operation, searchFoods } from "../graphql/operations.js";
import { suggestFoods } from "../graphql/suggestFoods.js";

export interface Endpoint {
  readonly method: "GET" | "POST";
  /** With the names of parameters in braces. Of two that fit, the first counts. */
  readonly path: string;
  readonly operation: Operation;
  /** Whether it changes something: a GPT then asks its user each time. */
  readonly isConsequential: boolean;
}

/** The whole facade, one row each. */
export const endpoints: readonly Endpoint[] = [
  { method: "GET", path: "/api/foods/search", operation: searchFoods, isConsequential: false },
  { method: "GET", path: "/api/foods/suggest", operation: suggestFoods, isConsequential: false },
  { method: "POST", path: "/api/foods/match", operation: matchFoods, isConsequential: false },
  { method: "GET", path: "/api/foods/compare", operation: compareFoods, isConsequential: false },
  {
    method: "GET",
    path: "/api/foods/barcode/{gtin}",
    operation: getFoodByBarcode,
    isConsequential: false,
  },
  { method: "GET", path: "/api/foods/{id}", operation: getFood, isConsequential: false },
  { method: "GET", path: "/api/nutrients", operation: listNutrients, isConsequential: false },
  { method: "GET", path: "/api/me", operation: getMe, isConsequential: false },
  { method: "GET", path: "/api/me/usage", operation: getUsage, isConsequential: false },
  { method: "GET", path: "/api/me/usage/requests", operation: listRequests, isConsequential: false },
];

/** A request as it goes over the wire; GET has no body. */
export interface ExampleRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, string | readonly string[]>> | null;
}

/** The request whose answer stands in `examples.json`: what must be given, and what keeps it short. */
export function exampleOf({ method, path, operation }: Endpoint): ExampleRequest {
  const needed = operation.parameters.flatMap((parameter) =>
    parameter.required && "example" in parameter ? [[parameter.name, parameter.example] as const] : [],
  );
  const given = { ...Object.fromEntries(needed), ...operation.example };
  if (method === "POST") return { path, body: given };
  const inPath = namesIn(path);
  const query = Object.entries(given)
    .filter(([name]) => !inPath.includes(name))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value)).replaceAll("%2C", ",")}`);
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(given[name])));
  return { path: query.length > 0 ? `${filled}?${query.join("&")}` : filled, body: null };
}

/** The names of the parameters in a path. */
export const namesIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
