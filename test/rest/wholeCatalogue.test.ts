import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { FoodKind } from "../../src/foods/Food.js";
import { nutrients } from "../../src/foods/Nutrient.js";
import { createExecute } from "../../src/graphql/execute.js";
import { pathsOf } from "../../src/graphql/fields.js";
import { searchFoods, type Values } from "../../src/graphql/operations.js";
import { createContext } from "../../src/graphql/requestContext.js";
import { apiScopes } from "../../src/oauth/scopes.js";
import { type Endpoint, endpoints } from "../../src/rest/endpoints.js";
import { User } from "../../src/users/User.js";
import { compileSchema } from "../support/compileSchema.js";
import { accountOf, callOf, openDoors, reader } from "../support/doors.js";
import { type Given, gtin, honestValues, type KnownFood, requestWith } from "../support/honestRequests.js";
import { makeFood } from "../support/make.js";
import { Program } from "../support/program.js";

const folder = join(import.meta.dirname, "../../../shared/data/usda");
const sets = [
  "FoodData_Central_foundation_food_csv_2024-10-31.zip",
  "FoodData_Central_sr_legacy_food_csv_2018-04.rebuilt.zip",
  "FoodData_Central_survey_food_csv_2024-10-31.rebuilt.zip",
].map((name) => join(folder, name));

const { asking, document, execute, graphql, orm, origin, schema } = await openDoors();
await makeFood(orm, { source: "usda-branded", kind: FoodKind.BRANDED, name: "Sealed bar", gtins: [gtin] });
if (sets.every((path) => existsSync(path))) {
  const DATABASE_URL = String(orm.config.get("clientUrl"));
  await new Program("cli/main.js", ["import", "usda", ...sets], { DATABASE_URL }).ended;
} else console.warn(`With the starter catalogue alone: the downloads of USDA are not in ${folder}.`);

const foods = await orm.em
  .fork()
  .execute<KnownFood[]>("select id, left(name, 200) as name from foods where retired_at is null order by id");
const ann = orm.em.fork().create(User, { name: "Ann", email: "ann@example.com", passwordHash: "none" });
await orm.em.fork().persist(ann).flush();
asking.viewer = { ...reader, userId: ann.id, scopes: new Set(apiScopes) };

const values: Readonly<Record<string, fc.Arbitrary<string>>> = honestValues(foods);
const { paths } = JSON.parse(document.json);
const rows = endpoints.map((endpoint) => [endpoint.operation.name, endpoint] as const);
const rowOf = (name: string) => rows.find(([other]) => other === name)![1];

/** An answer, which is as the document says and within its size, or the sentence of a refusal. */
async function ask(endpoint: Endpoint, given: Given, validate = validatorOf(endpoint)) {
  const { path, init } = requestWith(endpoint, given);
  const response = await fetch(origin + path, init);
  const text = await response.text();
  expect([path, Buffer.byteLength(text) <= endpoint.operation.mostBytes]).toEqual([path, true]);
  const body = JSON.parse(text);
  if (response.ok) expect([path, validate(body), validate.errors]).toEqual([path, true, null]);
  // A single item can be too large. Nothing else is wrong with an honest request.
  else expect([path, body.detail]).toEqual([path, expect.stringContaining("Ask for fewer fields")]);
  return { isAnswer: response.ok, body };
}

function validatorOf({ path, method }: Endpoint) {
  const { responses } = paths[path][method.toLowerCase()];
  return compileSchema(responses[200].content["application/json"].schema);
}

/** What must be given, and perhaps a limit. */
const givenFor = ({ operation }: Endpoint): fc.Arbitrary<Given> => {
  const wanted = operation.parameters.filter(({ name, required }) => required || name === "limit");
  return fc.record(Object.fromEntries(wanted.map(({ name }) => [name, values[name]!])));
};

const choosing = rows.filter(([, { operation }]) =>
  operation.parameters.some(({ name }) => name === "fields"),
);

test.each(choosing)(
  "%s answers each single field, and all of them, as the document says",
  async (name, endpoint) => {
    const { fields } = endpoint.operation;
    // Single rows are the same 477 wherever there are rows: asking one operation for each of them is enough.
    const isTried = (path: string) => name === "getFood" || !path.startsWith("nutrients.");
    const choices = [...pathsOf(fields).filter(isTried), fields.map(({ name }) => name).join(",")];
    const samples = fc.sample(givenFor(endpoint), { numRuns: choices.length, seed: 1 });
    const validate = validatorOf(endpoint);
    for (const [at, choice] of choices.entries())
      await ask(endpoint, { ...samples[at]!, fields: choice }, validate);
  },
  120_000,
);

test.each(rows)(
  "%s answers any fields of any foods within its size, as the document says",
  async (_name, endpoint) => {
    const known = pathsOf(endpoint.operation.fields);
    // A list of more than a thousand characters is refused.
    const most = Math.min(20, known.length);
    const chosen = fc
      .shuffledSubarray(known, { minLength: 1, maxLength: most })
      .map((some) => some.join(","));
    const takesFields = choosing.some(([, row]) => row === endpoint);
    const validate = validatorOf(endpoint);
    let answers = 0;
    const rule = fc.asyncProperty(
      givenFor(endpoint),
      takesFields ? fc.option(chosen) : fc.constant(null),
      async (given, fields) => {
        const { isAnswer } = await ask(endpoint, { ...given, ...(fields && { fields }) }, validate);
        if (isAnswer) answers += 1;
      },
    );
    await fc.assert(rule, { numRuns: 100 });
    expect(answers).toBeGreaterThan(0);
  },
  120_000,
);

const makeContext = await createContext(orm, { publicUrl: "https://larder.test" }, await accountOf(orm));
/** So small that nearly every list is cut. The totals of a match alone take half of the larger. */
const cutTo = (answerBytes: number) => createExecute(schema, makeContext, { answerBytes });
const small = { 1000: cutTo(1000), 2000: cutTo(2000) };
/** Nobody whose habits would change the order meanwhile. */
const anyone = { ...reader, scopes: new Set<string>(apiScopes) };

type Item = Readonly<Record<string, unknown>>;

/** The items of one list from its first page on, until there is no next one or enough have come. */
async function walk({ operation, ...row }: Endpoint, values: Values, list: string, enough: number) {
  const validate = validatorOf({ operation, ...row });
  const answerBytes = operation.name === "getFood" ? 1000 : 2000;
  const seen: Item[] = [];
  let pages = 0;
  for (let cursor: string | null | undefined; cursor !== null && seen.length < enough; pages += 1) {
    const { json } = await small[answerBytes].answer(operation, { ...values, cursor }, callOf(anyone));
    const body = JSON.parse(json);
    expect([Buffer.byteLength(json) <= answerBytes, validate(body), validate.errors]).toEqual([
      true,
      true,
      null,
    ]);
    expect(body.truncated).toBe("rest" in body);
    seen.push(...body[list]);
    cursor = body.next;
  }
  return { seen, pages };
}

const nutrientsOf = async (field: string, values: Values) => {
  const { data } = await graphql(`query ($id: ID) { food(id: $id) { ${field} } }`, values);
  return data.food.nutrients.map(({ nutrient }: { nutrient: { id: number } }) => nutrient.id);
};

/** Each list: what is asked for, all that must come of it, and what tells its items apart. */
const lists: [
  name: string,
  list: string,
  fc.Arbitrary<Values>,
  (values: Values) => Promise<unknown[]>,
  (item: Item) => unknown,
][] = [
  [
    "searchFoods",
    "foods",
    values.query!.map((query) => ({ query, limit: 10 })),
    async ({ query }) => {
      const { json } = await small[2000].answer(
        searchFoods,
        { query, limit: 10, fields: "id" },
        callOf(anyone),
      );
      return JSON.parse(json).foods.map(({ id }: Item) => id);
    },
    ({ id }) => id,
  ],
  [
    "getFood",
    "nutrients",
    values.id!.map((id) => ({ id, fields: "name,nutrients" })),
    (asked) => nutrientsOf("nutrients { nutrient { id } }", asked),
    ({ nutrient }) => (nutrient as Item).id,
  ],
  [
    "compareFoods",
    "foods",
    values.ids!.map((ids) => ({ ids: ids.split(",") })),
    async ({ ids }) => [...(ids as string[])],
    ({ id }) => id,
  ],
  [
    "matchFoods",
    "matches",
    values.texts!.map((texts) => ({ texts: texts.split(";") })),
    async ({ texts }) => [...(texts as string[])],
    ({ text }) => text,
  ],
  ["listNutrients", "nutrients", fc.constant({}), async () => nutrients.map(({ id }) => id), ({ id }) => id],
];

test.each(lists)(
  "%s: what was left out of %s comes with next, each once and in order",
  async (name, list, asked, all, key) => {
    let cut = 0;
    const rule = fc.asyncProperty(asked, async (one) => {
      const expected = await all(one);
      const { seen, pages } = await walk(rowOf(name), one, list, expected.length);
      const keys = seen.map(key);
      expect(keys.slice(0, expected.length)).toEqual(expected);
      expect(new Set(keys).size).toBe(keys.length);
      if (pages > 1) cut += 1;
    });
    await fc.assert(rule, { numRuns: name === "listNutrients" ? 1 : 50 });
    expect(cut).toBeGreaterThan(0);
  },
  120_000,
);

test("the default answer to the name of any food stays under 2 kB", async () => {
  // Long names make large answers: the longest of them all, and every fifth of the others.
  const byLength = foods.toSorted((one, other) => other.name.length - one.name.length);
  const asked = byLength.filter((_food, at) => at < 2000 || at % 5 === 0);
  let at = 0;
  let largest = { bytes: 0, name: "" };
  // In process: the door adds nothing to an answer, and there are thousands of names.
  const askOn = async () => {
    for (let food = asked[at++]; food; food = asked[at++]) {
      const { json } = await execute.answer(searchFoods, { query: food.name, limit: 3 }, callOf(reader));
      const bytes = Buffer.byteLength(json);
      if (bytes > largest.bytes) largest = { bytes, name: food.name };
    }
  };
  await Promise.all(Array.from({ length: 6 }, askOn));
  expect([largest, largest.bytes < 2000]).toEqual([largest, true]);
}, 120_000);
