import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { openDoors } from "../support/doors.js";

const { graphql, get, origin, orm, logged } = await openDoors();
const secret = { NODE_ENV: "production", LARDER_SECRET: "x".repeat(32) };
const production = await openDoors(secret);
const open = await openDoors({ ...secret, GRAPHQL_INTROSPECTION: "everyone" });
const closed = await openDoors({ GRAPHQL_INTROSPECTION: "nobody" });

const post = (body: string, type = "application/json", headers: Record<string, string> = {}) =>
  fetch(`${origin}/graphql`, { method: "POST", headers: { "content-type": type, ...headers }, body });

const everyField =
  "id name nutrition { energyKcal proteinG fatG } portions { name grams } serving { name grams }";

test.each([
  ["missing", "$value: Int!", "first: $value", {}],
  ["of the wrong type", "$value: Int!", "first: $value", { value: "x" }],
  ["null where there must be a value", "$value: Int = 5", "first: $value", { value: null }],
  ["no value of its enum", "$value: FoodKind", "kind: $value", { value: "PLASTIC" }],
])(
  "a variable that is %s is the client's mistake, and no line in the log",
  async (_what, declared, used, variables) => {
    logged.length = 0;
    const { status, data, errors } = await graphql(
      `query (${declared}) { foods(query: "milk", ${used}) { edges { cursor } } }`,
      variables,
    );
    expect({ status, data, codes: errors?.map(({ extensions }) => extensions) }).toEqual({
      status: 400,
      data: undefined,
      codes: [{ code: "BAD_USER_INPUT" }],
    });
    expect(logged).toEqual([]);
  },
);

test("an honest large query passes", async () => {
  const { errors } = await graphql(
    `{ foods(query: "milk", first: 50) { edges { cursor match node { ${everyField} } } pageInfo { endCursor } } }`,
  );
  expect(errors).toBeUndefined();
});

test("the whole introspection query passes", async () => {
  const { getIntrospectionQuery } = await import("graphql");
  expect((await graphql(getIntrospectionQuery())).errors).toBeUndefined();
});

test("a body over 100 kB is refused", async () => {
  const response = await post(JSON.stringify({ query: `{ __typename #${"x".repeat(110_000)}\n }` }));
  expect({ status: response.status, ...(await response.json()) }).toMatchObject({
    status: 413,
    code: "PAYLOAD_TOO_LARGE",
  });
});

test.each([
  ["application/x-www-form-urlencoded", "query={__typename}"],
  ["text/plain", `{"query":"{ __typename }"}`],
  ["multipart/form-data; boundary=x", "--x--"],
])("a body of %s is refused", async (type, body) => {
  expect((await post(body, type, { "apollo-require-preflight": "yes" })).status).toBe(415);
});

test("a body that is missing is told from one of another type", async () => {
  const response = await post("");
  expect({ status: response.status, ...(await response.json()) }).toMatchObject({
    status: 400,
    detail: "The body is not JSON.",
  });
});

const asked = JSON.stringify({ query: "{ __typename }" });

test.each([
  ["gzip", gzipSync(asked)],
  ["deflate", deflateSync(asked)],
  ["br", brotliCompressSync(asked)],
  ["identity", Buffer.from(`\uFEFF${asked}`)],
])("a body packed as %s is read", async (encoding, body) => {
  const answer = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "content-encoding": encoding },
    body: new Uint8Array(body),
  });
  expect(await answer.json()).toEqual({ data: { __typename: "Query" } });
});

test.each([
  ["gzip", gzipSync(`{ "query": "${" ".repeat(50_000_000)}" }`), 413],
  ["gzip", Buffer.from("not packed at all"), 400],
  ["gzip", gzipSync(asked).subarray(0, 20), 400],
  ["constructor", Buffer.from(asked), 415],
  ["x", Buffer.from(asked), 415],
])(
  "a body of %s that is not what it says, or too large unpacked, is refused",
  async (encoding, body, status) => {
    const answer = await fetch(`${origin}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": encoding },
      body: new Uint8Array(body),
    });
    expect(answer.status).toBe(status);
  },
);

test("a client that breaks off its body leaves no line in the log", async () => {
  logged.length = 0;
  for (const encoding of ["identity", "gzip"]) {
    const { host, hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Encoding: ${encoding}\r\nContent-Length: 100\r\n\r\n{`,
    );
    await setTimeout(50);
    socket.destroy();
  }
  await setTimeout(50);
  expect(logged).toEqual([]);
});

test.each([["{"], [""], ['"text"'], ["[]"]])("the body %j is refused", async (body) => {
  expect((await post(body)).status).toBe(400);
});

test("many queries in one body are refused", async () => {
  expect(
    (await post(JSON.stringify([{ query: "{ __typename }" }, { query: "{ __typename }" }]))).status,
  ).toBe(400);
});

test("a GET that a foreign page could make is refused, one with a client's header passes", async () => {
  const path = `/graphql?query=${encodeURIComponent("{ __typename }")}`;
  expect((await get(path)).status).toBe(400);
  expect((await get(path, { "content-type": "text/plain" })).status).toBe(400);
  expect((await get(path, { "apollo-require-preflight": "yes" })).status).toBe(200);
  expect((await get(path, { authorization: "Bearer x" })).status).toBe(200);
});

test("a GET cannot change anything", async () => {
  const path = `/graphql?query=${encodeURIComponent("mutation { __typename }")}`;
  const answer = await get(path, { authorization: "Bearer x" });
  expect(Object.keys((await answer.json()) as object)).toEqual(["errors"]);
});

test("only with introspection for everyone are names like a misspelt one told", async () => {
  const misspelt = `{ foods(query: "milk") { edgs { cursor } } }`;
  expect((await graphql(misspelt)).errors?.[0]?.message).toContain("edges");
  expect((await production.graphql(misspelt)).errors?.[0]?.message).not.toContain("edges");
});

test("a setting can close introspection for all, and open it for all in production", async () => {
  const introspection = "{ __schema { queryType { name } } }";
  expect((await closed.graphql(introspection)).errors?.[0]?.extensions.code).toBe(
    "GRAPHQL_VALIDATION_FAILED",
  );
  open.asking.viewer = null;
  expect((await open.graphql(introspection)).errors).toBeUndefined();
  expect(() => readConfig({ GRAPHQL_INTROSPECTION: "some" })).toThrow(/everyone, signed-in, nobody/);
});

test("an internal error is masked, and the log has it by the id in the answer", async () => {
  await orm.em.fork().execute("alter table foods rename column category to kategorie");
  const { errors } = await graphql(`{ food(slug: "honey") { name } }`);
  await orm.em.fork().execute("alter table foods rename column kategorie to category");
  const { message, extensions } = errors![0]!;
  expect(extensions.code).toBe("INTERNAL_SERVER_ERROR");
  expect(message).toBe(`Internal error. The operator finds it in the log as ${extensions.errorId}.`);
  expect(JSON.stringify(errors)).not.toContain("category");
  expect(logged.some((line) => line.includes(String(extensions.errorId)) && line.includes("category"))).toBe(
    true,
  );
});
