import { expect, test } from "@jest/globals";
import { createExecute } from "../../src/graphql/execute.js";
import { pathsOf, readFields, selectionOf } from "../../src/graphql/fields.js";
import { searchFoods } from "../../src/graphql/operations.js";
import { createContext } from "../../src/graphql/requestContext.js";
import { accountOf, callOf, openDoors, reader } from "../support/doors.js";

const { asking, graphql, execute, schema, orm } = await openDoors();
// The single nutrients have all been said with `nutrients`.
const everything = pathsOf(searchFoods.fields)
  .filter((path) => !path.startsWith("nutrients."))
  .join(",");
const analyst = { ...reader, scopes: new Set(["foods:read", "nutrients:read"]) };
asking.viewer = analyst;

const selections = ["id", searchFoods.fieldsByDefault, everything];

test.each(selections)("fields=%s get the same from the compiled operation as from Apollo", async (fields) => {
  const asked = readFields(fields, searchFoods.fields);
  const document = searchFoods.document((type) => selectionOf(asked, searchFoods, type));
  const variables = searchFoods.variables({ query: "whole milk", limit: fields === everything ? 1 : 10 });
  const compiled = await execute.run(document, variables, callOf(analyst));
  expect(JSON.stringify(compiled)).toBe(JSON.stringify((await graphql(document, variables)).data));
});

test("the compiled operation refuses whom the schema refuses", async () => {
  const document = `{ foods(query: "milk") { edges { match } } }`;
  await expect(execute.run(document, {}, callOf(null))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  const viewer = { ...reader, scopes: new Set<string>() };
  await expect(execute.run(document, {}, callOf(viewer))).rejects.toMatchObject({
    code: "INSUFFICIENT_SCOPE",
  });
});

const amounts = `query ($unit: String!) { food(slug: "egg-whole-raw-fresh") {
  each: nutrition(amount: 2, unit: $unit) { energyKcal grams conversion } cup: nutrition(unit: "cup") { grams }
  nutrition { energyKcal percentDailyValues { protein } } nutrients { amount }
} }`;

test("several amounts of a food are the same from the compiled operation as from Apollo", async () => {
  asking.viewer = analyst;
  const { data } = await graphql(amounts, { unit: "piece" });
  expect(data.food.each).toEqual({ energyKcal: 143, grams: 100, conversion: "PORTION" });
  expect(JSON.stringify(await execute.run(amounts, { unit: "piece" }, callOf(analyst)))).toBe(
    JSON.stringify(data),
  );
  asking.viewer = reader;
});

async function counting() {
  const pool = await orm.em.getConnection().getNativeClient();
  const counted = { statements: 0 };
  const watched = new Proxy(pool, {
    get(target, name) {
      if (name !== "query") return Reflect.get(target, name);
      return (statement: never) => {
        counted.statements += 1;
        return target.query(statement);
      };
    },
  });
  const makeContext = await createContext(orm, { publicUrl: "https://larder.test" }, await accountOf(orm));
  const { answer, run } = createExecute(schema, (call) => ({ ...makeContext(call), pool: watched }), {
    answerBytes: null,
  });
  return { counted, answer, run };
}

test("an answer with everything that can be asked for takes three statements: for the words, for a second look at the best, for the foods", async () => {
  const { counted, answer } = await counting();
  await answer(searchFoods, { query: "milk", limit: 3, fields: everything }, callOf(analyst));
  expect(counted.statements).toBe(3);
});

test("several amounts and the whole panel of a food take one statement", async () => {
  const { counted, run } = await counting();
  await run(amounts, { unit: "piece" }, callOf(analyst));
  expect(counted.statements).toBe(1);
});
