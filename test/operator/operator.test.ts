import { expect, test } from "@jest/globals";
import { type GraphQLObjectType, getNamedType, isObjectType, parse, validate } from "graphql";
import { setRole } from "../../src/cli/users.js";
import { loadStarter } from "../../src/foods/import/importFoods.js";
import { createOperatorSchema, createSchema } from "../../src/graphql/schema.js";
import { apiScopes } from "../../src/oauth/scopes.js";
import { User } from "../../src/users/User.js";
import { startPages } from "../support/pagesApp.js";
import { makeToken } from "../support/token.js";

const { origin, orm, browser, history } = await startPages();
await loadStarter(orm, () => {});
const ann = browser();
await ann.signUp("ann@example.com", "Ann");
const ops = browser();
await ops.signUp("ops@example.com", "Ops");
await setRole(orm.em.fork(), "ops@example.com", "operator");
const { id: opsId } = await orm.em.fork().findOneOrFail(User, { email: "ops@example.com" });
const { clientId, headers } = await makeToken(orm, origin, opsId, [...apiScopes]);

async function byToken(query: string) {
  const answer = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  return answer.json();
}

const [schema, operatorSchema] = await Promise.all([createSchema(), createOperatorSchema()]);
const ofOperators = Object.values(operatorSchema.getTypeMap())
  .filter((type): type is GraphQLObjectType => isObjectType(type) && !schema.getType(type.name))
  .map(({ name }) => name)
  .sort();
const introspection = "{ __schema { types { name } queryType { fields { name } } } }";

test("an operator sees accounts, clients, requests and the catalogue", async () => {
  await byToken("{ me { name } }");
  await history.finish();
  const { data, errors } = await ops.graphql(`{ operator {
    users(first: 1) { edges { node { email role tier } } pageInfo { hasNextPage endCursor } }
    named: users(text: "ANN@", tier: "free") { edges { node { id name } } }
    none: users(text: "a%n") { edges { node { id } } }
    user(id: "user_${opsId}") { email disabledAt emailVerifiedAt createdAt }
    clients { edges { node { id name grantTypes scopes firstParty selfRegistered createdAt revokedAt } } }
    usage(days: 1) { day door client requests users errors medianMs }
    catalogue { name foods importedAt }
  } }`);
  expect(errors).toBeUndefined();
  const { operator } = data;
  expect(operator.users.edges).toEqual([
    { node: { email: "ops@example.com", role: "OPERATOR", tier: "free" } },
  ]);
  expect(operator.users.pageInfo.hasNextPage).toBe(true);
  expect(operator.named.edges).toEqual([{ node: { id: expect.stringMatching(/^user_/), name: "Ann" } }]);
  expect(operator.none.edges).toEqual([]);
  expect(operator.user).toMatchObject({ email: "ops@example.com", disabledAt: null });
  expect(operator.clients.edges).toEqual([
    { node: expect.objectContaining({ id: clientId, name: "My GPT" }) },
  ]);
  expect(operator.usage).toEqual([
    expect.objectContaining({ door: "graphql", client: "My GPT", requests: 1, users: 1, errors: 0 }),
  ]);
  expect(operator.catalogue.length).toBeGreaterThan(0);
  const next = await ops.graphql(
    `{ operator { users(first: 1, after: "${operator.users.pageInfo.endCursor}") { edges { node { name } } } } }`,
  );
  expect(next.data.operator.users.edges).toEqual([{ node: { name: "Ann" } }]);
});

test("for everybody else, and for an operator's app, there is no such field and no such type", async () => {
  const messageOf = async (
    ask: (query: string) => Promise<{ errors: { message: string }[] }>,
    field: string,
  ) => (await ask(`{ ${field} { x } }`)).errors[0]!.message.replaceAll(field, "…");
  for (const ask of [(query: string) => ann.graphql(query), byToken]) {
    // Not even as a near miss.
    expect(await messageOf(ask, "operator")).toBe(await messageOf(ask, "zzzzzzzz"));
    expect(await messageOf(ask, "operatr")).toBe(await messageOf(ask, "zzzzzzz"));
    const { data } = await ask(introspection);
    const names = JSON.stringify(data);
    for (const type of ofOperators) expect(names).not.toContain(`"${type}"`);
    expect(names).not.toContain('"operator"');
  }
  expect(JSON.stringify((await ops.graphql(introspection)).data)).toContain('"operator"');
});

test("whoever is an operator no more has lost it with the next request", async () => {
  await setRole(orm.em.fork(), "ops@example.com", "user");
  expect((await ops.graphql("{ operator { catalogue { name } } }")).errors[0].message).toContain(
    "Cannot query",
  );
  await setRole(orm.em.fork(), "ops@example.com", "operator");
});

test("only the field operator leads to what operators see, and each of its fields asks for the role itself", () => {
  const reached = Object.values(operatorSchema.getTypeMap())
    .filter((type): type is GraphQLObjectType => isObjectType(type))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => ofOperators.includes(getNamedType(field.type).name))
        .map((field) => `${type.name}.${field.name}`),
    );
  const outside = reached.filter((name) => !ofOperators.includes(name.split(".")[0]!));
  expect(outside).toEqual(["Query.operator"]);
  expect(ofOperators).toContain("Operator");
  expect(validate(schema, parse("{ operator { __typename } }"))).toHaveLength(1);
});

test("what is out of range is refused, and the limits of queries hold", async () => {
  const message = async (query: string) => (await ops.graphql(`{ operator { ${query} } }`)).errors[0].message;
  expect(await message("usage(days: 91) { day }")).toContain("from 1 to 90");
  expect(await message("users(first: 101) { edges { node { id } } }")).toContain("from 1 to 100");
  expect(await message('user(id: "food_1") { id }')).toContain("no id of a user");
  expect(await message("users(first: 1000000) { edges { node { id name } } }")).toContain("at most 3000");
});
