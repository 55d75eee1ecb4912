import { expect, test } from "@jest/globals";
import { openDoors } from "../../support/doors.js";

const { graphql, api } = await openDoors();

const queries: [what: string, query: string][] = [
  ["10,000 characters", "a".repeat(10_000)],
  ["500 words", "milk ".repeat(500)],
  ["as many words as fit", "ab ".repeat(66)],
  ["only punctuation", "?!.,;:()[]{}<>/|~^*+-=&%$#@\"'`"],
  ["emoji", "🍎🥛👩‍🍳"],
  ["SQL", "'; drop table foods; --"],
  ["SQL that waits", "milk' or pg_sleep(20)=''--"],
  ["operators of full text search", "milk & !(bread | <-> cheese:*)"],
  ["wildcards", "%__%\\_%"],
  ["Greek", "γάλα"],
  ["Arabic", "حليب"],
  ["Chinese", "牛奶"],
  ["many marks on one letter", `e${"\u0301".repeat(150)}`],
  ["half a surrogate pair", "milk \ud800"],
  ["an embedded NUL", "mi\u0000lk"],
  ["right-to-left override", "\u202emilk"],
  ["digits that are no barcode", "1".repeat(199)],
  ["numbers that overflow", "999999999999999999999 999e999 milk"],
];

const refused = { status: 400, code: "BAD_USER_INPUT" };

test.each(queries)("%s: an answer or a refusal through GraphQL, never a failure", async (_what, query) => {
  const { data, errors } = await graphql(
    "query ($query: String!) { foods(query: $query) { edges { match } } }",
    { query },
  );
  if (errors) expect(errors[0]!.extensions.code).toBe(refused.code);
  else expect(data.foods.edges.length).toBeLessThanOrEqual(10);
});

test.each(queries.filter(([what]) => !what.includes("surrogate")))(
  "%s: an answer or a refusal through REST, never a failure",
  async (_what, query) => {
    const { status, body } = await api(`/api/foods/search?query=${encodeURIComponent(query)}`);
    if (status === refused.status) expect(body.detail).toMatch(/^query /);
    else expect({ status, foods: body.foods }).toEqual({ status: 200, foods: expect.any(Array) });
  },
);
