import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { commandLine } from "../../src/audit/record.js";
import { apiScopes } from "../../src/oauth/scopes.js";
import { endpoints, namesIn } from "../../src/rest/endpoints.js";
import { createUser } from "../../src/users/createUser.js";
import { openDoors, reader } from "../support/doors.js";
import { honestValues, type KnownFood } from "../support/honestRequests.js";

const { asking, orm, origin } = await openDoors();
const ann = { email: "ann@example.com", name: "Ann", password: "correct horse" };
const { id: userId } = await createUser(orm.em.fork(), ann, commandLine);
asking.viewer = { ...reader, userId, scopes: new Set(apiScopes) };

const foods = await orm.em
  .fork()
  .execute<KnownFood[]>("select id, left(name, 200) as name from foods order by id");
const rows = endpoints.map((endpoint) => [endpoint.operation.name, endpoint] as const);

const honest = Object.values(honestValues(foods));

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
  ...honest,
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
