import { expect, test } from "@jest/globals";
import { FoodKind } from "../../src/foods/Food.js";
import { openDoors } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { graphql, orm } = await openDoors();
const product = { source: "usda-branded", kind: FoodKind.BRANDED } as const;
await makeFood(orm, { ...product, name: "Oats", brand: "ACME", category: "Cereal" });
await makeFood(orm, { ...product, name: "Bran", brand: "Acme", category: "Cereal" });
await makeFood(orm, { ...product, name: "Rye", brand: "Acme", category: "Cereal" });
await makeFood(orm, { name: "Barley", category: "cereal" });
await makeFood(orm, { ...product, name: "Malt", brand: "Acme_100%", category: "Malts" });
await makeFood(orm, { ...product, name: "Hops", brand: "Bodega", category: "Malts" });

interface Edge {
  readonly cursor: string;
  readonly node: { readonly name: string; readonly foods: number };
}

const list = async (field: string, args = "") => {
  const { data, errors } = await graphql(
    `{ ${field}${args} { edges { cursor node { name foods } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`,
  );
  if (errors) throw new Error(errors[0]!.message);
  return data[field] as { edges: Edge[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
};
const named = async (field: string, args = "") =>
  (await list(field, args)).edges.map(({ node: { name, foods } }) => `${name} ${foods}`);

test("brands are listed by name with the number of their foods, in the commonest spelling", async () => {
  expect(await named("brands")).toEqual(["Acme 3", "Acme_100% 1", "Bodega 1"]);
});

test.each([
  ['(prefix: "ACM")', ["Acme 3", "Acme_100% 1"]],
  ['(prefix: "acme_")', ["Acme_100% 1"]],
  ['(prefix: "%")', []],
  ['(prefix: "x")', []],
  ['(source: "USDA SR Legacy")', []],
])("brands%s are %j", async (args, brands) => {
  expect(await named("brands", args)).toEqual(brands);
});

test("going on behind endCursor continues the same list to its end", async () => {
  const seen: string[] = [];
  let after = "";
  for (let pages = 0; pages < 5; pages++) {
    const { edges, pageInfo } = await list("brands", `(first: 2${after})`);
    seen.push(...edges.map(({ node }) => node.name));
    if (!pageInfo.hasNextPage) break;
    after = `, after: "${pageInfo.endCursor}"`;
  }
  expect(seen).toEqual(["Acme", "Acme_100%", "Bodega"]);
});

test("categories are merged by name, or those of one source", async () => {
  expect(await named("categories", '(prefix: "cereal", first: 1)')).toEqual(["Cereal 4"]);
  expect(await named("categories", '(prefix: "cereal", source: "USDA Branded")')).toEqual(["Cereal 3"]);
  expect(await named("categories", '(prefix: "cereal", source: "USDA SR Legacy", first: 1)')).toEqual([
    "cereal 1",
  ]);
});

test("what is retired does not count, and is still found by its id", async () => {
  const id = await makeFood(orm, { ...product, name: "Spelt", brand: "Gone" });
  await orm.em.fork().execute("update foods set retired_at = now() where id = ?", [id]);
  await makeFood(orm, { ...product, name: "Millet", brand: "Here" });
  expect(await named("brands", '(prefix: "gone")')).toEqual([]);
  const { data } = await graphql(
    `{ node(id: "food_${id}") { ... on Food { name retiredAt } } food(id: "food_${id}") { name } }`,
  );
  expect(data).toEqual({ node: { name: "Spelt", retiredAt: expect.any(String) }, food: { name: "Spelt" } });
});

test.each([
  ["(first: 0)", /from 1 to 100/],
  ["(first: 101)", /from 1 to 100/],
  ['(source: "Wikipedia")', /must be one of USDA Foundation/],
  [`(prefix: "${"x".repeat(101)}")`, /at most 100/],
  ['(prefix: "a\\u0000")', /control characters/],
  ['(after: "AAA")', /control characters/],
])("%s is refused", async (args, message) => {
  await expect(list("brands", args)).rejects.toThrow(message);
});
