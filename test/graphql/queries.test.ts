import { beforeEach, expect, test } from "@jest/globals";
import { commandLine } from "../../src/audit/record.js";
import { createUser } from "../../src/users/createUser.js";
import { openDoors, reader } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { asking, graphql, orm } = await openDoors();
const tofuId = `food_${await makeFood(orm, { name: "Tofu of the test", brand: "Acme", gtins: ["00012345678905".slice(-13)] })}`;

beforeEach(() => {
  asking.viewer = reader;
});

const search = `query ($query: String!, $first: Int, $after: String) {
  foods(query: $query, first: $first, after: $after) {
    edges { cursor match node { id name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

test("foods is a Relay connection: going on behind endCursor continues the same list", async () => {
  const { data: whole } = await graphql(search, { query: "milk", first: 6 });
  const { data: first } = await graphql(search, { query: "milk", first: 3 });
  const { data: second } = await graphql(search, {
    query: "milk",
    first: 3,
    after: first.foods.pageInfo.endCursor,
  });
  expect([...first.foods.edges, ...second.foods.edges]).toEqual(whole.foods.edges);
  expect(first.foods.pageInfo).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: whole.foods.edges[0].cursor,
    endCursor: whole.foods.edges[2].cursor,
  });
  expect(second.foods.pageInfo.hasPreviousPage).toBe(true);
});

test.each([
  ["id", tofuId],
  ["slug", "tofu-of-the-test"],
  ["gtin", "012345678905"],
  ["gtin", "0012345678905"],
])("food finds one by %s %s", async (name, value) => {
  const { data } = await graphql(`{ food(${name}: "${value}") { id name gtin } }`);
  expect(data.food).toEqual({ id: tofuId, name: "Tofu of the test", gtin: "0012345678905" });
});

test.each([
  ['id: "food_99999999"'],
  ['slug: "no-such-food"'],
  ['slug: "\\u0000"'],
  ['gtin: "4006381333931"'],
])("food(%s) is null where there is none", async (argument) => {
  expect(await graphql(`{ food(${argument}) { id } }`)).toEqual({ status: 200, data: { food: null } });
});

test.each([
  ["{ food { id } }", /exactly one/],
  [`{ food(id: "food_1", slug: "milk") { id } }`, /exactly one/],
  [`{ food(id: "user_1") { id } }`, /no id of a food/],
  [`{ food(id: "4711") { id } }`, /no id of a food/],
  [`{ food(id: "food_99999999999999") { id } }`, /no id of a food/],
  [`{ foods(query: "milk", first: 0) { edges { match } } }`, /from 1 to 50/],
  [`{ foods(query: " ") { edges { match } } }`, /query is empty/],
  [`{ foods(query: "a\\u0000b") { edges { match } } }`, /control characters/],
  [`{ node(id: "milk") { id } }`, /no global id/],
])("%s is refused as bad input", async (query, message) => {
  const { errors } = await graphql(query);
  expect(errors).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(message),
      extensions: { code: "BAD_USER_INPUT" },
    }),
  ]);
});

test("node reads the type from the id", async () => {
  const { data } = await graphql(`{ node(id: "${tofuId}") { __typename id ... on Food { name brand } } }`);
  expect(data.node).toEqual({ __typename: "Food", id: tofuId, name: "Tofu of the test", brand: "Acme" });
});

test("me is the account that asks, and node shows nobody else's", async () => {
  const em = orm.em.fork();
  const me = await createUser(
    em,
    { email: "me@example.com", name: "Me", password: "correct horse" },
    commandLine,
  );
  const other = await createUser(
    em,
    {
      email: "other@example.com",
      name: "Other",
      password: "correct horse",
    },
    commandLine,
  );
  asking.viewer = { userId: me.id, clientId: null, tier: "free", scopes: new Set(["profile:read"]) };
  const query = `{ me { id email } mine: node(id: "user_${me.id}") { __typename id } other: node(id: "user_${other.id}") { id } }`;
  expect(await graphql(query)).toEqual({
    status: 200,
    data: {
      me: { id: `user_${me.id}`, email: "me@example.com" },
      mine: { __typename: "User", id: `user_${me.id}` },
      other: null,
    },
  });
});

test("a client that acts for itself has no account", async () => {
  asking.viewer = { ...reader, scopes: new Set(["profile:read"]) };
  expect(await graphql("{ me { id } }")).toEqual({ status: 200, data: { me: null } });
});

test("a food's parts come through fragments as well", async () => {
  const { data } = await graphql(
    `query { food(slug: "egg-whole-raw-fresh") { ...Facts } }
     fragment Facts on Food { nutrition { energyKcal } ... on Node { ... on Food { serving { grams } portions { name } } } }`,
  );
  expect(data.food).toMatchObject({
    nutrition: { energyKcal: 143 },
    serving: { grams: 50 },
    portions: expect.arrayContaining([{ name: "1 large" }]),
  });
});
