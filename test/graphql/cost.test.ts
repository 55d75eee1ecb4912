import { expect, test } from "@jest/globals";
import {
  type DocumentNode,
  type GraphQLSchema,
  getIntrospectionQuery,
  getOperationAST,
  parse,
  validate,
} from "graphql";
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from "graphql-query-complexity";
import { createCost } from "../../src/graphql/cost.js";
import { assertCostCounts } from "../../src/graphql/limits.js";
import { createOperatorSchema } from "../../src/graphql/schema.js";

const schema = await createOperatorSchema();
const costOf = createCost(schema);
const estimators = [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })];

/** What another program says of it, which goes through the whole document each time. */
const other = (document: DocumentNode, variables: object) =>
  getComplexity({ schema, query: document, estimators, variables: { ...variables } });

function valid(text: string): DocumentNode {
  const document = parse(text);
  expect(validate(schema as GraphQLSchema, document)).toEqual([]);
  return document;
}

const first = "query ($first: Int = 5, $with: Boolean = true)";

test.each([
  ["a field", "{ __typename }", [{}]],
  ["a list", `{ foods(query: "milk", first: 7) { edges { node { id name } } } }`, [{}]],
  [
    "a list of as many as a variable says",
    `${first} { foods(query: "milk", first: $first) { edges { node { id } cursor @include(if: $with) } } }`,
    [{}, { first: 3 }, { first: 50, with: false }, { first: -4 }],
  ],
  [
    "lists in a list",
    `${first} { me @skip(if: $with) { id } b: me { foods(first: $first) { edges { node { nutrients { nutrient { name } } } } } } }`,
    [{ first: 2 }, { first: 9, with: false }],
  ],
  [
    "an object of either type, by the one that costs more",
    `query ($id: ID!) { node(id: $id) { id ... on User { name email tier } ... on Food { ...Whole } } }
     fragment Whole on Food { name nutrients(ids: [1003]) { amount } ...Named } fragment Named on Node { id }`,
    [{ id: "food_1" }, { id: "user_1" }],
  ],
  [
    "a fragment in two places",
    `{ a: operator { ...All } b: operator { users(first: 2) { edges { node { id } } } ...All } }
     fragment All on Operator { usage { requests } catalogue { name } }`,
    [{}],
  ],
  ["a mutation", `mutation { deleteFood(input: { id: "food_1" }) { errors { message } } }`, [{}]],
  ["the whole schema", getIntrospectionQuery(), [{}]],
])("%s costs what graphql-query-complexity says", (_what, text, given) => {
  const document = valid(text);
  const costs = given.map((variables) => costOf(document, getOperationAST(document)!, { ...variables }));
  expect(costs).toEqual(given.map((variables) => other(document, variables)));
  expect(Math.min(...costs)).toBeGreaterThan(0);
});

test("fragments that spread each other cost what they hold, and no time", () => {
  const levels = Array.from(
    { length: 40 },
    (_, at) => `fragment F${at} on User { ...F${at + 1} ...F${at + 1} }`,
  );
  const document = parse(`{ me { ...F0 } } ${levels.join(" ")} fragment F40 on User { name }`);
  expect(costOf(document, getOperationAST(document)!)).toBeGreaterThan(2 ** 39);
});

test.each([0, 4, Number.NaN])("a server whose lists cost %s does not start", (cost) => {
  expect(() => assertCostCounts(() => cost)).toThrow("The cost limit does not work");
  expect(() => assertCostCounts(costOf)).not.toThrow();
});
