import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { addDocuments, listDocuments } from "../../src/cli/documents.js";
import { hashOf } from "../../src/graphql/documents.js";
import { createSchema } from "../../src/graphql/schema.js";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { Program } from "../support/program.js";
import { makeToken } from "../support/token.js";

const { origin, orm } = await startPages();
const schema = await createSchema();
await makeFood(orm, { name: "Tofu" });
const app = await makeToken(orm, origin, null, ["foods:read"]);
const other = await makeToken(orm, origin, null, ["foods:read"]);

const search = `query Search($query: String!) { foods(query: $query) { edges { node { name } } } }`;
const found = { data: { foods: { edges: [{ node: { name: "Tofu" } }] } } };
const idOf = (text: string) => `sha256:${hashOf(text)}`;

async function larder(...args: string[]) {
  const env = { DATABASE_URL: String(orm.config.get("clientUrl")) };
  const { code, output } = await new Program("cli/main.js", args, env).ended;
  return { code, output, json: () => JSON.parse(output) };
}

async function fileOf(text: string, ending = "graphql"): Promise<string> {
  const path = join(tmpdir(), `larder-document-${randomBytes(6).toString("hex")}.${ending}`);
  await writeFile(path, text);
  return path;
}

async function ask(body: object, headers: Record<string, string> = app.headers) {
  const response = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...headers },
    body: JSON.stringify({ variables: { query: "tofu" }, ...body }),
  });
  const { data, errors } = (await response.json()) as {
    data?: unknown;
    errors?: { extensions: { code: string } }[];
  };
  return errors ? [response.status, errors[0]!.extensions.code] : { data };
}

/** As another instance learns of it: when what it remembers is over a second old. */
const aSecond = () => new Promise((done) => setTimeout(done, 1050));

beforeAll(async () => {
  const added = await larder("client", "documents", "add", app.clientId, await fileOf(search), "--json");
  expect(added.json()).toEqual([{ documentId: idOf(search), operations: ["Search"], bytes: search.length }]);
});

test("a registered document runs by its identifier, as the draft and as Apollo's clients send it", async () => {
  expect(await ask({ documentId: idOf(search) })).toEqual(found);
  const persistedQuery = { version: 1, sha256Hash: hashOf(search) };
  expect(await ask({ extensions: { persistedQuery } })).toEqual(found);
});

test("no document is registered by sending it with its identifier, and Apollo's clients are told so", async () => {
  const query = "query New { __typename }";
  const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(query) } };
  expect(await ask({ query, extensions })).toEqual([400, "PERSISTED_QUERY_NOT_SUPPORTED"]);
  const address = new URLSearchParams({ query, extensions: JSON.stringify(extensions) });
  const response = await fetch(`${origin}/graphql?${address}`, { headers: app.headers });
  expect(await response.json()).toHaveProperty("errors.0.extensions.code", "PERSISTED_QUERY_NOT_SUPPORTED");
  expect(await ask({ extensions })).toEqual([404, "PERSISTED_QUERY_NOT_FOUND"]);
});

test("GET runs it, too, at an address that is the same each time", async () => {
  const address = new URLSearchParams({ documentId: idOf(search), variables: '{"query":"tofu"}' });
  const response = await fetch(`${origin}/graphql?${address}`, { headers: app.headers });
  expect(await response.json()).toEqual(found);
});

test("it is there for its own client alone, not for another, a stranger or a session", async () => {
  const refused = [404, "PERSISTED_QUERY_NOT_FOUND"];
  expect(await ask({ documentId: idOf(search) }, other.headers)).toEqual(refused);
  expect(await ask({ documentId: idOf(search) }, {})).toEqual(refused);
  expect(await ask({ documentId: idOf("{ __typename }") })).toEqual(refused);
});

test.each([["search"], ["sha256:ABC"], [7], [`sha256:${"a".repeat(65)}`]])(
  "the identifier %j is malformed",
  async (documentId) => {
    expect(await ask({ documentId })).toEqual([400, "BAD_USER_INPUT"]);
  },
);

test("a client of trusted documents only may send no other, whole or by GET, and its own as text", async () => {
  const update = (option: string) => larder("client", "update", app.clientId, option, "--json");
  expect((await update("--trusted-documents-only")).json().trustedDocumentsOnly).toBe(true);
  await aSecond();
  const stranger = `query Search($query: String!) { foods(query: $query) { edges { node { id } } } }`;
  expect(await ask({ query: stranger })).toEqual([400, "DOCUMENT_NOT_TRUSTED"]);
  expect(await ask({ query: stranger, documentId: idOf(search) })).toEqual([400, "DOCUMENT_NOT_TRUSTED"]);
  const extensions = { persistedQuery: { version: 1, sha256Hash: stranger } };
  expect(await ask({ extensions })).toEqual([400, "BAD_USER_INPUT"]);
  const asName = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: "{__typename}" } });
  for (const [name, value] of [
    ["query", "{__typename}"],
    ["extensions", asName],
  ] as const) {
    const path = `/graphql?${new URLSearchParams({ [name]: value })}`;
    expect((await fetch(origin + path, { headers: app.headers })).status).toBe(400);
  }
  expect(await ask({ query: search })).toEqual(found);
  expect(await ask({ documentId: idOf(search) })).toEqual(found);
  expect(await ask({ query: stranger }, other.headers)).toHaveProperty("data");
  expect((await update("--no-trusted-documents-only")).json().trustedDocumentsOnly).toBe(false);
  await aSecond();
  expect(await ask({ query: stranger })).toHaveProperty("data");
});

test("one that is taken back is refused within about a second", async () => {
  const text = "query Once { __typename }";
  const file = await fileOf(JSON.stringify({ any: text }), "json");
  await larder("client", "documents", "add", app.clientId, file);
  expect(await ask({ documentId: idOf(text), variables: {} })).toEqual({ data: { __typename: "Query" } });
  const removed = await larder("client", "documents", "remove", app.clientId, idOf(text), "--json");
  expect(removed.json()).toEqual([expect.objectContaining({ documentId: idOf(search) })]);
  await aSecond();
  expect(await ask({ documentId: idOf(text) })).toEqual([404, "PERSISTED_QUERY_NOT_FOUND"]);
  expect((await larder("client", "documents", "remove", app.clientId, idOf(text))).output).toContain(
    "is not registered",
  );
});

const name = "edges { node { name } }";

test.each([
  ["does not parse", "query {", "Syntax Error"],
  ["does not fit the schema", "{ food { colour } }", "colour"],
  [
    "has too many aliases",
    `{ ${Array.from({ length: 21 }, (_, n) => `a${n}: __typename`).join(" ")} }`,
    "21 aliases",
  ],
  [
    "costs too much whatever the variables",
    `query Q($query: String!) { ${Array.from({ length: 20 }, (_, n) => `a${n}: foods(query: $query, first: 50) { ${name} }`).join(" ")} }`,
    "may answer",
  ],
  ["has no operation", "fragment F on Food { name }", "F"],
])("a document that %s is not registered, nor what comes with it", async (_what, text, reason) => {
  const fine = `query Fine { foods(query: "${randomBytes(4).toString("hex")}") { ${name} } }`;
  const adding = addDocuments(orm.em.fork(), app.clientId, [fine, text], schema);
  await expect(adding).rejects.toThrow(reason);
  expect(await listDocuments(orm.em.fork(), app.clientId)).toHaveLength(1);
});

test("no document is registered for a client that there is not", async () => {
  const { code, output } = await larder("client", "documents", "add", "client_x", await fileOf(search));
  expect([code, output]).toEqual([1, expect.stringContaining("There is no client client_x")]);
});
