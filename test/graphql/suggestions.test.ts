import { expect, test } from "@jest/globals";
import { FoodKind } from "../../src/foods/Food.js";
import { openDoors } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { graphql, orm } = await openDoors();

for (const name of ["Chunky Chews", "Chunky Chews Mini", "Chunky Chews Maxi"]) {
  await makeFood(orm, { source: "usda-branded", kind: FoodKind.BRANDED, name, brand: "Chunky" });
}
await makeFood(orm, { name: "Crème brûlée" });

async function suggest(prefix: string, first = 8): Promise<{ text: string; kind: string }[]> {
  const { data, errors } = await graphql(
    "query ($prefix: String!, $first: Int!) { foodSuggestions(prefix: $prefix, first: $first) { text kind } }",
    { prefix, first },
  );
  expect(errors).toBeUndefined();
  return data.foodSuggestions;
}
const texts = async (prefix: string) => (await suggest(prefix)).map(({ text }) => text);

test("each letter narrows the suggestions down, and all of them begin so", async () => {
  const all = await suggest("c", 20);
  expect(all).toHaveLength(20);
  for (const prefix of ["c", "ch", "che", "chee", "cheese"]) {
    const found = await texts(prefix);
    expect(found.length).toBeGreaterThan(0);
    for (const text of found) expect(text).toMatch(new RegExp(`^${prefix}`));
  }
  expect(await texts("cheesex")).toEqual([]);
});

test("a food that the source writes the other way round is suggested as people say it", async () => {
  expect(await texts("ched")).toContain("cheddar cheese");
  expect(await texts("whole mi")).toContain("whole milk");
});

test("accents, capitals and plurals make no difference", async () => {
  expect(await texts("CREME BRU")).toEqual(["crème brûlée"]);
  expect(await texts("crème brûlées")).toEqual(["crème brûlée"]);
});

test("plain foods come before the words and brands of products", async () => {
  const found = await suggest("ch", 20);
  const kinds = found.map(({ kind }) => kind);
  expect(kinds).toEqual([...kinds].sort().reverse());
  expect(await suggest("chun")).toEqual(
    expect.arrayContaining([{ text: expect.stringMatching(/^chunky$/i), kind: "BRANDED" }]),
  );
});

test("what was suggested finds foods", async () => {
  for (const { text } of await suggest("b", 20)) {
    const { data } = await graphql("query ($query: String!) { foods(query: $query) { edges { match } } }", {
      query: text,
    });
    expect(data.foods.edges.length).toBeGreaterThan(0);
  }
});

test.each(["", " ", "%", "_", "😀", "\ud800", "';--", "ж", "🍎🍎"])("%j suggests nothing", async (prefix) => {
  expect(await suggest(prefix)).toEqual([]);
});

test("a prefix that is no beginning of anything is refused", async () => {
  const { errors } = await graphql(`{ foodSuggestions(prefix: "${"x".repeat(101)}") { text } }`);
  expect(errors?.[0]).toMatchObject({
    message: expect.stringMatching(/at most 100/),
    extensions: { code: "BAD_USER_INPUT" },
  });
});
