import { expect, test } from "@jest/globals";
import { getNamedType, getOperationAST, isObjectType, isRequiredArgument, parse } from "graphql";
import { createCost } from "../../src/graphql/cost.js";
import { apiScopes } from "../../src/oauth/scopes.js";
import { openDoors, reader } from "../support/doors.js";

const { asking, graphql, schema, orm, heard } = await openDoors();
await heard();
const pool = await orm.em.getConnection().getNativeClient();
asking.viewer = { ...reader, scopes: new Set(apiScopes) };
let statements = 0;
pool.on("acquire", () => {
  statements += 1;
});

async function statementsOf(query: string): Promise<number> {
  statements = 0;
  const { errors } = await graphql(query);
  expect(errors).toBeUndefined();
  return statements;
}

/** Every field of a type that needs no argument, with all that is below it: a new field is in it at once. */
function everything(typeName: string, outer: readonly string[] = []): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type`);
  const fields = Object.values(type.getFields()).filter(({ args }) => !args.some(isRequiredArgument));
  return fields
    .map((field) => {
      const below = getNamedType(field.type);
      if (!isObjectType(below)) return field.name;
      return outer.includes(below.name)
        ? ""
        : `${field.name} { ${everything(below.name, [...outer, typeName])} }`;
    })
    .join(" ");
}

test.each([
  [
    "a search list",
    `{ foods(query: "milk", first: 20) { edges { node { ${everything("Food", ["FoodNutrient"])} } } } }`,
  ],
  [
    "a search list of whole panels with its count",
    `{ foods(query: "milk", first: 1) { ${everything("FoodConnection")} } }`,
  ],
])(
  "%s with everything below takes one statement for foods that were not found before, else none",
  async (_what, query) => {
    // What the index has to say is read by then.
    while ((await statementsOf('{ foods(query: "milk", first: 20) { edges { cursor } } }')) > 0);
    expect(await statementsOf(query)).toBe(1);
    expect(await statementsOf(query)).toBe(0);
  },
);

test.each([
  ["a food by its slug", `{ food(slug: "honey") { ${everything("Food")} } }`],
  ["a food by its id", `{ food(id: "food_1") { ${everything("Food")} } }`],
  ["a food as a node", `{ node(id: "food_1") { ... on Food { ${everything("Food")} } } }`],
])("%s with everything below takes one statement", async (_what, query) => {
  expect(await statementsOf(query)).toBe(1);
});

test("statements that differ in what they read last are not taken for each other", async () => {
  const fields = "ingredients allergens { allergen } diets { diet } nutrition { fatG } portions { name }";
  for (const last of ["serving { name }", "serving { name } source { release }", "source { release }"]) {
    expect(await graphql(`{ food(slug: "honey") { ${fields} ${last} } }`)).not.toHaveProperty("errors");
  }
});

const lists = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .flatMap((type) =>
    Object.values(type.getFields())
      .filter(({ args }) => args.some(({ name }) => name === "first"))
      .map((field) => [field.name, type.name, field] as const),
  );

/** The query around a list of such a type. */
const around: Record<string, (list: string) => string> = {
  Query: (list) => `{ ${list} }`,
  User: (list) => `{ me { ${list} } }`,
};

test.each(lists)("%s of %s costs as much as it may have items", (name, typeName, field) => {
  const required = field.args
    .filter((arg) => String(arg.type) === "String!")
    .map((arg) => `${arg.name}: "milk"`);
  const cost = (first: number) => {
    const list = `${name}(${[...required, `first: ${first}`].join(", ")})`;
    const document = parse(around[typeName]!(`${list} { ${everything(String(getNamedType(field.type)))} }`));
    return createCost(schema)(document, getOperationAST(document)!);
  };
  expect(cost(20)).toBeGreaterThan(10 * cost(1));
});
