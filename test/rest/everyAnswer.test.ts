import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { commandLine } from "../../src/audit/record.js";
import { pathsOf } from "../../src/graphql/fields.js";
import { apiScopes } from "../../src/oauth/scopes.js";
import { type Endpoint, endpoints, namesIn } from "../../src/rest/endpoints.js";
import { createUser } from "../../src/users/createUser.js";
import { compileSchema } from "../support/compileSchema.js";
import { openDoors, reader } from "../support/doors.js";

const { asking, document, orm, origin } = await openDoors();
const ann = { email: "ann@example.com", name: "Ann", password: "correct horse" };
const { id: userId } = await createUser(orm.em.fork(), ann, commandLine);
asking.viewer = { ...reader, userId, scopes: new Set(apiScopes) };

const { paths } = JSON.parse(document.json);
const foods = await orm.em
  .fork()
  .execute<{ id: number; name: string }[]>("select id, left(name, 200) as name from foods order by id");
const rows = endpoints.map((endpoint) => [endpoint.operation.name, endpoint] as const);

/** Values that an honest client may send, by the parameter's name. */
const honest: Record<string, fc.Arbitrary<string>> = {
  query: fc.constantFrom(...foods).map(({ name }) => name),
  id: fc.constantFrom(...foods).map(({ id }) => `food_${id}`),
  ids: fc
    .uniqueArray(fc.constantFrom(...foods), { minLength: 2, maxLength: 10 })
    .map((some) => some.map(({ id }) => `food_${id}`).join(",")),
  gtin: fc.constant("4006381333931"),
  texts: fc
    .array(
      fc
        .tuple(
          fc.constantFrom("", "2 ", "30 g ", "a slice of ", "half a cup of ", "some "),
          fc.constantFrom(...foods),
        )
        .map(([amount, { name }]) => `${amount}${name.replaceAll(";", "").slice(0, 80)}`),
      { minLength: 1, maxLength: 20 },
    )
    .map((texts) => texts.join("; ")),
  prefix: fc.constantFrom(...foods).map(({ name }) => name.slice(0, 3)),
  limit: fc.integer({ min: 1, max: 10 }).map(String),
};

interface Sent {
  readonly path: string;
  readonly init: RequestInit;
}

/** The parameters as the endpoint takes them. */
function requestWith({ method, path }: Endpoint, given: Record<string, string>): Sent {
  if (method === "POST") {
    const body = { ...given, texts: given.texts?.split("; ") };
    return {
      path,
      init: { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
    };
  }
  const inPath = namesIn(path);
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(given[name]!));
  const search = new URLSearchParams(Object.entries(given).filter(([name]) => !inPath.includes(name)));
  return { path: `${filled}?${search}`, init: { method } };
}

/** A request with the parameters that must be given, perhaps a limit, and any fields. */
function requestOf(endpoint: Endpoint): fc.Arbitrary<Sent> {
  const { operation } = endpoint;
  const wanted = operation.parameters.filter(({ name, required }) => required || name === "limit");
  const values = fc.record(Object.fromEntries(wanted.map(({ name }) => [name, honest[name]!])));
  const takesFields = operation.parameters.some(({ name }) => name === "fields");
  const fields = fc.subarray(pathsOf(operation.fields), { minLength: 1 }).map((some) =>
    some
      .join(",")
      .slice(0, 900)
      .replace(/,[^,]*$/, ""),
  );
  return fc
    .tuple(values, takesFields ? fc.option(fields) : fc.constant(null))
    .map(([given, chosen]) => requestWith(endpoint, { ...given, ...(chosen && { fields: chosen }) }));
}

test.each(rows)(
  "%s: no answer outgrows its size, and each is as the document says",
  async (_name, endpoint) => {
    const { responses } = paths[endpoint.path][endpoint.method.toLowerCase()];
    const validate = compileSchema(responses[200].content["application/json"].schema);
    let answered = 0;
    const rule = fc.asyncProperty(requestOf(endpoint), async ({ path, init }) => {
      const response = await fetch(origin + path, init);
      const text = await response.text();
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(endpoint.operation.mostBytes);
      if (response.status === 200) {
        answered += 1;
        expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null]);
      } else {
        // A single item can be too large; a barcode can be nobody's.
        expect(text).toMatch(/Ask for fewer fields|There is no such food/);
      }
    });
    await fc.assert(rule, { numRuns: 150 });
    expect(answered > 0 || endpoint.path.includes("{gtin}")).toBe(true);
  },
);

const anything = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "null",
    "-1",
    "1e9",
    "food_0",
    "food_99999999999",
    "__proto__",
    "%00",
    "%",
    "a,b",
    ",",
    "'",
    "own 1",
  ),
  fc
    .constantFrom("own 1", "own 9999", "own x", "12", "-5 5", "999999999 999999999", "\u0000")
    .map((text) => Buffer.from(text).toString("base64url")),
  ...Object.values(honest),
);

/** Percent-encoded as a client would, or sent raw, where HTTP allows that. */
const encoded = fc
  .tuple(anything, fc.boolean())
  .map(([text, isRaw]) =>
    isRaw ? text.replace(/[^!$-.0-;=?-Z_a-z~]/g, "") : encodeURIComponent(text.toWellFormed()),
  );

const [posts, gets] = [
  rows.filter(([, { method }]) => method === "POST"),
  rows.filter(([, { method }]) => method === "GET"),
];

test.each(posts)(
  "%s: whatever body is sent, the answer is no internal error",
  async (_name, { path, operation }) => {
    const value = fc.oneof(anything, fc.array(anything, { maxLength: 21 }), fc.jsonValue());
    const known = fc.record(Object.fromEntries(operation.parameters.map(({ name }) => [name, value])), {
      requiredKeys: [],
    });
    const body = fc.oneof(
      known.map((one) => JSON.stringify(one)),
      fc.json(),
      fc.string(),
    );
    const rule = fc.asyncProperty(
      body,
      fc.constantFrom("application/json", "text/plain"),
      async (text, type) => {
        const response = await fetch(origin + path, {
          method: "POST",
          headers: { "content-type": type },
          body: text,
        });
        await response.text();
        expect(response.status).toBeLessThan(500);
      },
    );
    await fc.assert(rule, { numRuns: 200 });
  },
);

test.each(gets)(
  "%s: whatever is sent, the answer is no internal error",
  async (_name, { path, operation }) => {
    const names = [...operation.parameters.map(({ name }) => name), "x", "__proto__"];
    const pairs = fc.array(fc.tuple(fc.constantFrom(...names), encoded), { maxLength: 6 });
    const required = operation.parameters.filter((one) => one.required && !namesIn(path).includes(one.name));
    const rule = fc.asyncProperty(
      pairs,
      fc.array(encoded, { minLength: 2, maxLength: 2 }),
      async (given, [one, other]) => {
        const filled = path.replace(/\{\w+\}/g, one || "x");
        const needed = required
          .filter(({ name }) => !given.some(([known]) => known === name))
          .map(({ name }) => [name, other]);
        const search = [...needed, ...given].map(([name, value]) => `${name}=${value}`).join("&");
        const response = await fetch(`${origin}${filled}?${search}`);
        await response.text();
        expect(response.status).toBeLessThan(500);
      },
    );
    await fc.assert(rule, { numRuns: 200 });
  },
);
