import { expect, test } from "@jest/globals";
import { createExecute } from "../../src/graphql/execute.js";
import { pathsOf, readFields, selectionOf } from "../../src/graphql/fields.js";
import { searchFoods } from "../../src/graphql/operations.js";
import { createContext } from "../../src/graphql/requestContext.js";
import { callOf, openDoors, reader } from "../support/doors.js";

const { graphql, execute, schema, orm } = await openDoors();
const everything = pathsOf(searchFoods.fields).join(",");

const selections = ["id", searchFoods.fieldsByDefault, everything];

test.each(selections)("fields=%s get the same from the compiled operation as from Apollo", async (fields) => {
  const asked = readFields(fields, searchFoods.fields);
  const document = searchFoods.document(selectionOf(asked, searchFoods.fields));
  const variables = searchFoods.variables({ query: "whole milk", limit: 10 });
  const compiled = await execute.run(document, variables, callOf(reader));
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

test("an answer with everything that can be asked for takes one statement", async () => {
  const pool = await orm.em.getConnection().getNativeClient();
  let statements = 0;
  const counting = new Proxy(pool, {
    get(target, name) {
      if (name !== "query") return Reflect.get(target, name);
      return (statement: never) => {
        statements += 1;
        return target.query(statement);
      };
    },
  });
  const makeContext = await createContext(orm, { publicUrl: "https://larder.test" });
  const counted = createExecute(schema, (call) => ({ ...makeContext(call), pool: counting }));
  await counted.answer(searchFoods, { query: "milk", limit: 3, fields: everything }, callOf(reader));
  expect(statements).toBe(1);
});
