import { afterEach, expect, test } from "@jest/globals";
import { openDoors, reader } from "../support/doors.js";

const { asking, graphql } = await openDoors();
const production = await openDoors({ NODE_ENV: "production", LARDER_SECRET: "x".repeat(32) });

afterEach(() => {
  asking.viewer = reader;
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
