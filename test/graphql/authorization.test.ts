import { afterEach, expect, test } from "@jest/globals";
import { openDoors, reader } from "../support/doors.js";

const { asking, graphql, schema } = await openDoors();
const production = await openDoors({ NODE_ENV: "production", LARDER_SECRET: "x".repeat(32) });

afterEach(() => {
  asking.viewer = reader;
});

/** Each field of the query with arguments that it takes, and the scope that it needs. */
const fields: Record<string, { query: string; scope: string }> = {
  foods: { query: `{ foods(query: "milk") { pageInfo { hasNextPage } } }`, scope: "foods:read" },
  food: { query: `{ food(slug: "milk") { id } }`, scope: "foods:read" },
  node: { query: `{ node(id: "food_1") { id } }`, scope: "foods:read" },
  categories: { query: "{ categories { pageInfo { endCursor } } }", scope: "foods:read" },
  brands: { query: "{ brands { pageInfo { endCursor } } }", scope: "foods:read" },
  nutrients: { query: "{ nutrients(group: MINERALS) { name } }", scope: "foods:read" },
  sources: { query: "{ sources { name } }", scope: "foods:read" },
  me: { query: "{ me { id } }", scope: "profile:read" },
};

test("every field of the query is listed here", () => {
  expect(Object.keys(schema.getQueryType()!.getFields()).sort()).toEqual(Object.keys(fields).sort());
  expect(schema.getMutationType()).toBeUndefined();
});

test.each(Object.entries(fields))("%s is nothing for strangers", async (name, { query }) => {
  asking.viewer = null;
  const { data, errors } = await graphql(query);
  expect(data?.[name] ?? null).toBeNull();
  expect(errors).toEqual([expect.objectContaining({ extensions: { code: "UNAUTHENTICATED" } })]);
});

test.each(Object.entries(fields))("74 %s needs its scope and no other", async (name, { query, scope }) => {
  const others = ["foods:read", "profile:read", "profile:write", "usage:read"].filter((one) => one !== scope);
  asking.viewer = { ...reader, scopes: new Set(others) };
  const { data, errors } = await graphql(query);
  expect(data?.[name] ?? null).toBeNull();
  expect(errors).toEqual([
    expect.objectContaining({
      message: expect.stringContaining(scope),
      extensions: { code: "INSUFFICIENT_SCOPE" },
    }),
  ]);
  asking.viewer = { ...reader, scopes: new Set([scope]) };
  expect(await graphql(query)).not.toHaveProperty("errors");
});

test("strangers may ask what this is", async () => {
  asking.viewer = null;
  expect(await graphql("{ __typename }")).toEqual({ status: 200, data: { __typename: "Query" } });
});

test("in development strangers may introspect, in production only those signed in", async () => {
  const introspection = "{ __schema { queryType { name } } }";
  asking.viewer = null;
  expect((await graphql(introspection)).data).toEqual({ __schema: { queryType: { name: "Query" } } });
  expect((await production.graphql(introspection)).errors).toBeUndefined();
  production.asking.viewer = null;
  const { status, data, errors } = await production.graphql(introspection);
  expect({ status, data }).toEqual({ status: 401, data: undefined });
  expect(errors?.[0]?.extensions).toEqual({ code: "UNAUTHENTICATED" });
});
