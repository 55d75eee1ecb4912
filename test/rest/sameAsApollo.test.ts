import { expect, test } from "@jest/globals";
import { readFields, selectionOf } from "../../src/graphql/fields.js";
import type { Operation, Values } from "../../src/graphql/operations.js";
import { endpoints, namesIn } from "../../src/rest/endpoints.js";
import { readBody, readParameters } from "../../src/rest/readParameters.js";
import { openDoors, reader } from "../support/doors.js";

const { asking, graphql, get, origin, orm } = await openDoors();
asking.viewer = { ...reader, scopes: new Set(["foods:read", "nutrients:read"]) };
const foods = await orm.em.fork().execute<{ id: number }[]>("select id from foods order by id limit 3");
const [one, two, three] = foods.map(({ id }) => `food_${id}`);

const asked: readonly (readonly [string, string | { readonly texts: readonly string[] }])[] = [
  ["searchFoods", "/api/foods/search?query=whole+milk"],
  ["searchFoods", "/api/foods/search?query=2+courgettes&limit=2&fields=name,portions,nearTie,nutrition"],
  ["searchFoods", "/api/foods/search?query=quantum+flux+milk+capacitor"],
  ["searchFoods", "/api/foods/search?query=tofu&limit=1&fields=name,nutrients.iron"],
  ["suggestFoods", "/api/foods/suggest?prefix=che"],
  ["getFood", `/api/foods/${one}?amount=2&unit=oz`],
  ["getFood", `/api/foods/${two}?fields=name,source,quality,vitamins`],
  ["compareFoods", `/api/foods/compare?ids=${one},${two},${three}`],
  ["listNutrients", "/api/nutrients?group=VITAMINS&fields=key,unit"],
  ["matchFoods", { texts: ["2 eggs", "30 g cheddar", "xyzzy"] }],
];

function valuesOf({ parameters }: Operation, path: string, sent: string | object): Values {
  if (typeof sent !== "string") return readBody(sent, parameters);
  const url = new URL(sent, origin);
  const inPath = Object.fromEntries(namesIn(path).map((name) => [name, url.pathname.split("/").at(-1)!]));
  return readParameters(url.search, parameters, inPath);
}

/** What the whole answer is, by what Apollo says. */
async function byApollo(operation: Operation, values: Values): Promise<string> {
  const chosen = readFields(String(values.fields ?? operation.fieldsByDefault), operation.fields);
  const document = operation.document((type) => selectionOf(chosen, operation, type));
  const variables = JSON.parse(JSON.stringify(operation.variables(values)));
  const { data, errors } = await graphql(document, variables);
  expect(errors).toBeUndefined();
  const { items, hasMore, told } = operation.page(data as never, values);
  if (operation.list === null) {
    const { nutrients, ...only } = items[0]!.item as { nutrients?: object };
    return JSON.stringify(nutrients ? { ...only, nutrients, next: null, truncated: false } : only);
  }
  const said = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
  const next = hasMore ? items.at(-1)!.cursor : null;
  return JSON.stringify({ [operation.list]: items.map(({ item }) => item), next, truncated: false, ...said });
}

test.each(asked)(
  "%s %j: the same bytes as plain Apollo makes them, the first time and from memory",
  async (name, sent) => {
    const { operation, path } = endpoints.find((row) => row.operation.name === name)!;
    const expected = await byApollo(operation, valuesOf(operation, path, sent));
    for (let round = 0; round < 2; round++) {
      const answer =
        typeof sent === "string"
          ? await get(sent)
          : await fetch(origin + path, {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify(sent),
            });
      expect(await answer.text()).toBe(expected);
    }
  },
);
