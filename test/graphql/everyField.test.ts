import { expect, test } from "@jest/globals";
import {
  execute,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isObjectType,
  parse,
} from "graphql";
import { commandLine } from "../../src/audit/record.js";
import { createContext } from "../../src/graphql/requestContext.js";
import { createOperatorSchema } from "../../src/graphql/schema.js";
import { apiScopes } from "../../src/oauth/scopes.js";
import { createUser } from "../../src/users/createUser.js";
import { accountOf, callOf, openDoors } from "../support/doors.js";

const { orm } = await openDoors();
// All that there is: who is no operator has the same schema without some of it.
const schema = await createOperatorSchema();
const makeContext = await createContext(orm, { publicUrl: "https://larder.test" }, await accountOf(orm));
const { id: userId } = await createUser(
  orm.em.fork(),
  { email: "ann@example.com", name: "Ann", password: "correct horse" },
  commandLine,
);

/** A way to a type: the scope it takes and the query around a field of it. */
interface Way {
  /** `session` stands for a person in their own browser, whom no token can replace, `operator` for one who runs the server. */
  readonly scope: string;
  readonly query: (field: string) => string;
  /** What single fields need besides. Where the type is about a person, every field has a line here, and a new one needs its own. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly isPersonal?: true;
}

const food = (field: string) => `{ food(slug: "honey") { ${field} } }`;
const foods = (field: string) => `{ foods(query: "whole milk", first: 1) { ${field} } }`;
const compared = (field: string) => `{ compareFoods(ids: ["food_1", "food_2"]) { ${field} } }`;
const matched = (field: string) => `{ matchFoods(texts: ["2 eggs"]) { ${field} } }`;
const me = (field: string) => `{ me { ${field} } }`;
const catalogue = (query: Way["query"]): Way => ({ scope: "foods:read", query });

const own = (query: Way["query"]): Way => ({ scope: "session", query });
const app = (field: string) => me(`apps { edges { node { ${field} } } }`);

const ofOperators = (list: string) => ({
  scope: "operator",
  query: (field: string) => `{ operator { ${list.replace("*", field)} } }`,
});

const ofUsage = (query: Way["query"]): Way => ({ scope: "usage:read", query });

/** Types that are not here are nobody's: a new type needs a line. */
const ways: Record<string, Way> = {
  Account: ofOperators("users { edges { node { * } } }"),
  AccountConnection: ofOperators("users { * }"),
  AccountEdge: ofOperators("users { edges { * } }"),
  Operator: ofOperators("*"),
  RegisteredClient: ofOperators("clients { edges { node { * } } }"),
  RegisteredClientConnection: ofOperators("clients { * }"),
  RegisteredClientEdge: ofOperators("clients { edges { * } }"),
  UsageTotal: ofOperators("usage { * }"),
  Allowance: { scope: "profile:read", query: (field) => me(`allowance { ${field} }`) },
  AuditEvent: own((field) => me(`activity { edges { node { ${field} } } }`)),
  AuditEventConnection: own((field) => me(`activity { ${field} }`)),
  AuditEventEdge: own((field) => me(`activity { edges { ${field} } }`)),
  ConnectedApp: own(app),
  ConnectedAppConnection: own((field) => me(`apps { ${field} }`)),
  ConnectedAppEdge: own((field) => me(`apps { edges { ${field} } }`)),
  OwnFoodConnection: catalogue((field) => me(`foods { ${field} }`)),
  OwnFoodEdge: catalogue((field) => me(`foods { edges { ${field} } }`)),
  Scope: { scope: "profile:read", query: (field) => me(`allowance { scopes { ${field} } }`) },
  Session: own((field) => me(`sessions { edges { node { ${field} } } }`)),
  SessionConnection: own((field) => me(`sessions { ${field} }`)),
  SessionEdge: own((field) => me(`sessions { edges { ${field} } }`)),
  AccountPayload: own((field) => `mutation { updateProfile(input: { name: "Ann" }) { ${field} } }`),
  DeleteAccountPayload: own(
    (field) => `mutation { deleteAccount(input: { password: "wrong" }) { ${field} } }`,
  ),
  ExportDataPayload: own((field) => `mutation { exportData { ${field} } }`),
  AllergenStatement: catalogue((field) => food(`allergens { ${field} }`)),
  ComparedFood: catalogue((field) => compared(`foods { ${field} }`)),
  DeleteFoodPayload: {
    scope: "foods:write",
    query: (field) => `mutation { deleteFood(input: { id: "food_1" }) { ${field} } }`,
  },
  DietStatement: catalogue((field) => food(`diets { ${field} }`)),
  Facet: catalogue((field) => `{ brands { edges { node { ${field} } } } }`),
  FacetConnection: catalogue((field) => `{ categories { ${field} } }`),
  FacetEdge: catalogue((field) => `{ categories { edges { ${field} } } }`),
  Food: { ...catalogue(food), fields: { nutrients: "nutrients:read" } },
  FoodComparison: catalogue(compared),
  FoodConnection: catalogue(foods),
  FoodCount: catalogue((field) => foods(`totalCount { ${field} }`)),
  FoodEdge: catalogue((field) => foods(`edges { ${field} }`)),
  FoodMatch: catalogue((field) => matched(`matches { ${field} }`)),
  FoodMatchList: catalogue(matched),
  FoodNutrient: { scope: "foods:read nutrients:read", query: (field) => food(`nutrients { ${field} }`) },
  FoodPayload: {
    scope: "foods:write",
    query: (field) => `mutation { createFood(input: { name: "Pie" }) { ${field} } }`,
  },
  FoodSource: catalogue((field) => food(`source { ${field} }`)),
  FoodSuggestion: catalogue((field) => `{ foodSuggestions(prefix: "milk") { ${field} } }`),
  LoadedSource: catalogue((field) => `{ sources { ${field} } }`),
  MatchTotal: catalogue((field) => matched(`total { ${field} }`)),
  Mutation: {
    scope: "",
    query: (field) => `mutation { ${field} }`,
    isPersonal: true,
    fields: {
      changeEmail: "session",
      changePassword: "session",
      createFood: "foods:write",
      deleteAccount: "session",
      deleteFood: "foods:write",
      deleteUsage: "session",
      disconnectApp: "session",
      endOtherSessions: "session",
      endSession: "session",
      exportData: "session",
      updateFood: "foods:write",
      updateProfile: "session",
    },
  },
  Nutrient: catalogue((field) => `{ nutrients { ${field} } }`),
  NutrientSums: catalogue((field) => matched(`total { nutrition { ${field} } }`)),
  Nutrition: catalogue((field) => food(`nutrition { ${field} }`)),
  PageInfo: catalogue((field) => foods(`pageInfo { ${field} }`)),
  PercentDailyValues: catalogue((field) => food(`nutrition { percentDailyValues { ${field} } }`)),
  Portion: catalogue((field) => food(`portions { ${field} }`)),
  QualityFlag: catalogue((field) => food(`quality { ${field} }`)),
  UsageConnection: ofUsage((field) => me(`usage { ${field} }`)),
  UsageDay: ofUsage((field) => me(`usageByDay { ${field} }`)),
  UsageEdge: ofUsage((field) => me(`usage { edges { ${field} } }`)),
  UsageEvent: ofUsage((field) => me(`usage { edges { node { ${field} } } }`)),
  UserError: {
    scope: "foods:write",
    query: (field) => `mutation { updateFood(input: { id: "food_1" }) { errors { ${field} } } }`,
  },
  User: {
    scope: "",
    query: me,
    isPersonal: true,
    fields: {
      activity: "session",
      allowance: "profile:read",
      apps: "session",
      createdAt: "profile:read",
      email: "profile:read",
      emailVerifiedAt: "profile:read",
      foods: "foods:read",
      id: "profile:read",
      name: "profile:read",
      sessions: "session",
      tier: "profile:read",
      usage: "usage:read",
      usageByDay: "usage:read",
    },
  },
  Query: {
    scope: "",
    query: (field) => `{ ${field} }`,
    isPersonal: true,
    fields: {
      brands: "foods:read",
      categories: "foods:read",
      compareFoods: "foods:read",
      food: "foods:read",
      foodSuggestions: "foods:read",
      foods: "foods:read",
      matchFoods: "foods:read",
      me: "",
      node: "foods:read",
      nutrients: "foods:read",
      operator: "operator",
      ownFoods: "foods:read",
      sources: "foods:read",
    },
  },
};

/** Arguments that a field cannot do without. */
const needed: Record<string, string> = {
  "Mutation.changeEmail": `(input: { email: "new@example.com", password: "wrong" })`,
  "Mutation.changePassword": `(input: { password: "wrong", newPassword: "another horse" })`,
  "Mutation.deleteAccount": `(input: { password: "wrong" })`,
  "Mutation.disconnectApp": `(input: { clientId: "none" })`,
  "Mutation.endSession": `(input: { id: "session_99" })`,
  "Mutation.updateProfile": `(input: { name: "Ann" })`,
  "Mutation.createFood": `(input: { name: "Pie" })`,
  "Mutation.deleteFood": `(input: { id: "food_1" })`,
  "Mutation.updateFood": `(input: { id: "food_1" })`,
  "Operator.user": `(id: "user_1")`,
  "Query.compareFoods": `(ids: ["food_1", "food_2"])`,
  "Query.food": `(slug: "honey")`,
  "Query.foodSuggestions": `(prefix: "honey")`,
  "Query.foods": `(query: "honey")`,
  "Query.matchFoods": `(texts: ["2 eggs"])`,
  "Query.node": `(id: "food_1")`,
};

const types = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith("__"),
);

/** The field as a query asks for it, with the least below it. */
function asked(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
  const below = getNamedType(field.type);
  const isLeaf = !("getFields" in below);
  return `${field.name}${needed[`${type.name}.${field.name}`] ?? ""}${isLeaf ? "" : " { __typename }"}`;
}

const isNoScope = (needed: string) => ["session", "operator"].includes(needed);

/** Every set of scopes that a token may have. */
const sets = Array.from({ length: 2 ** apiScopes.length }, (_, bits) =>
  apiScopes.filter((_scope, at) => bits & (1 << at)),
);

test("a type without a way to it is a mistake in this table, and so is a way to none", () => {
  expect(types.map(({ name }) => name).sort()).toEqual(Object.keys(ways).sort());
});

const rows = types.flatMap((type) =>
  Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, type, field] as const),
);

test.each(rows)("%s takes its scopes and no others", async (_name, type, field) => {
  const { scope, query, fields = {}, isPersonal } = ways[type.name]!;
  const more = fields[field.name];
  if (isPersonal && more === undefined) throw new Error(`Say in this table what ${field.name} needs.`);
  const scopes = `${scope} ${more ?? ""}`.split(" ").filter(Boolean);
  const document = parse(query(asked(type, field)));
  const codes = async (viewer: Parameters<typeof callOf>[0]) => {
    const { errors = [] } = await execute({ schema, document, contextValue: makeContext(callOf(viewer)) });
    return errors.map(({ originalError }) => {
      const { code, scope: lacking } = originalError as { code?: string; scope?: string };
      return lacking === undefined || scopes.includes(lacking) ? code : `${code} for ${lacking}`;
    });
  };
  expect(await codes(null)).toEqual(["UNAUTHENTICATED"]);
  for (const set of sets) {
    const allowed = scopes.every((one) => set.some((other) => other === one));
    const viewer = { userId, clientId: "test", tier: "free" as const, scopes: new Set(set) };
    const refusal = scopes.some(isNoScope) ? "FORBIDDEN" : "INSUFFICIENT_SCOPE";
    expect([set, await codes(viewer)]).toEqual([set, allowed ? [] : [refusal]]);
  }
  const person = {
    userId,
    clientId: null,
    tier: "premium" as const,
    scopes: new Set(apiScopes),
    sessionId: 1,
  };
  expect(await codes(person)).toEqual(scopes.includes("operator") ? ["FORBIDDEN"] : []);
  expect(await codes({ ...person, isOperator: true })).toEqual([]);
});

test.each(
  Object.entries(ways).flatMap(([name, { fields = {} }]) => Object.keys(fields).map((one) => [name, one])),
)("%s.%s in this table is a field", (name, field) => {
  expect(Object.keys((schema.getType(name) as GraphQLObjectType).getFields())).toContain(field);
});
