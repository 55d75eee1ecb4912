import fc from "fast-check";
import { type Endpoint, namesIn } from "../../src/rest/endpoints.js";

export interface KnownFood {
  readonly id: number;
  readonly name: string;
}

export const gtin = "4006381333931";

/** Parameters as they are typed; a list is joined by semicolons. */
export type Given = Readonly<Record<string, string>>;

/** Values that an honest client may send, by the parameter's name. */
export const honestValues = (foods: readonly KnownFood[]) => {
  const food = fc.constantFrom(...foods);
  const amount = fc.constantFrom("", "2 ", "30 g ", "a slice of ", "half a cup of ", "some ");
  const text = fc
    .tuple(amount, food)
    .map(([much, { name }]) => `${much}${name.replaceAll(";", "").slice(0, 80)}`.trim());
  return {
    query: food.map(({ name }) => name),
    id: food.map(({ id }) => `food_${id}`),
    ids: fc
      .uniqueArray(food, { minLength: 2, maxLength: 10 })
      .map((some) => some.map(({ id }) => `food_${id}`).join(",")),
    gtin: fc.constant(gtin),
    texts: fc.uniqueArray(text, { minLength: 1, maxLength: 20 }).map((texts) => texts.join(";")),
    prefix: food.map(({ name }) => name.slice(0, 3)),
    limit: fc.integer({ min: 1, max: 10 }).map(String),
  } satisfies Record<string, fc.Arbitrary<string>>;
};

/** The parameters as the endpoint takes them. */
export function requestWith({ method, path }: Endpoint, given: Given): { path: string; init: RequestInit } {
  if (method === "POST") {
    const body = { ...given, texts: given.texts?.split(";") };
    return {
      path,
      init: { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
    };
  }
  const inPath = namesIn(path);
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(given[name]!));
  const search = new URLSearchParams(Object.entries(given).filter(([name]) => !inPath.includes(name)));
  return { path: `${filled}?${search}`, init: { method } };
}
