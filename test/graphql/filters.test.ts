import { beforeAll, expect, test } from "@jest/globals";
import { Allergen, AllergenPresence } from "../../src/foods/Allergen.js";
import { Diet } from "../../src/foods/Diet.js";
import { FoodKind } from "../../src/foods/Food.js";
import { Nutrients } from "../../src/foods/Nutrients.js";
import { openDoors } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { graphql, api, orm } = await openDoors();

const product = { source: "usda-branded", kind: FoodKind.BRANDED } as const;
const nutrition = (amounts: Partial<Nutrients>) => Object.assign(new Nutrients(), amounts);

beforeAll(async () => {
  await makeFood(orm, {
    ...product,
    name: "Quinoa Puffs",
    brand: "Zed's",
    category: "Quinoa Snacks",
    gtins: ["0012345678905"],
    diets: { [Diet.VEGAN]: true },
    allergens: { [Allergen.MILK]: AllergenPresence.NO },
    nutrition: nutrition({ proteinG: 12 }),
  });
  await makeFood(orm, {
    ...product,
    name: "Quinoa Puffs With Cheese",
    brand: "zed's",
    category: "Quinoa Snacks",
    diets: { [Diet.VEGAN]: false },
    allergens: { [Allergen.MILK]: AllergenPresence.YES },
    nutrition: nutrition({ proteinG: 18 }),
    markets: ["GB"],
  });
  await makeFood(orm, { ...product, name: "Quinoa Bar", brand: "Other", category: "Quinoa Snacks" });
  await makeFood(orm, {
    source: "usda-foundation",
    name: "Quinoa, black",
    nutrition: nutrition({ proteinG: 0 }),
  });
});

const document = `query ($query: String, $filter: FoodFilter, $orderBy: FoodOrder, $first: Int! = 10, $after: String) {
  foods(query: $query, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    edges { cursor match node { name } } pageInfo { hasNextPage endCursor } totalCount { value relation }
  }
}`;

async function foods(variables: Record<string, unknown>) {
  const { data, errors } = await graphql(document, variables);
  expect(errors).toBeUndefined();
  return { ...data.foods, names: data.foods.edges.map((edge: { node: { name: string } }) => edge.node.name) };
}

const refusal = async (variables: Record<string, unknown>) => {
  const { errors } = await graphql(document, variables);
  expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  return errors![0]!.message;
};

const puffs = ["Quinoa Puffs", "Quinoa Puffs With Cheese"];

test.each([
  [{ kind: "BRANDED" }, [...puffs, "Quinoa Bar"]],
  [{ source: "USDA Foundation" }, ["Quinoa, black"]],
  [{ category: "quinoa snacks" }, [...puffs, "Quinoa Bar"]],
  [{ brand: "ZED'S" }, puffs],
  [{ gtin: "012345678905" }, ["Quinoa Puffs"]],
  [{ market: "GB" }, ["Quinoa Puffs With Cheese"]],
  [{ suits: ["VEGAN"] }, ["Quinoa Puffs"]],
  [{ freeFrom: ["MILK"] }, ["Quinoa Puffs"]],
  [{ nutrients: [{ nutrient: "PROTEIN_G", min: 15 }], brand: "Zed's" }, ["Quinoa Puffs With Cheese"]],
  [{ nutrients: [{ nutrient: "PROTEIN_G", min: 0, max: 0 }], source: "USDA Foundation" }, ["Quinoa, black"]],
])("%j lets through what fits, with a query and without one", async (filter, expected) => {
  const searched = await foods({ query: "quinoa", filter });
  expect(searched.names.filter((name: string) => expected.includes(name)).sort()).toEqual(
    [...expected].sort(),
  );
  expect(searched.names).toHaveLength(expected.length);
  const listed = await foods({ filter });
  expect(listed.names.sort()).toEqual([...expected].sort());
  expect(listed.totalCount).toEqual({ value: expected.length, relation: "EXACT" });
});

test("what a source does not tell neither suits nor is free of anything, nor is it in a range", async () => {
  for (const filter of [
    { suits: ["VEGAN"] },
    { freeFrom: ["MILK"] },
    { nutrients: [{ nutrient: "PROTEIN_G", min: 0 }] },
    { nutrients: [{ nutrient: "PROTEIN_G", max: 1000 }] },
  ]) {
    expect((await foods({ query: "quinoa", filter })).names).not.toContain("Quinoa Bar");
  }
});

test.each([
  ["DESC", ["Quinoa Puffs With Cheese", "Quinoa Puffs", "Quinoa Bar"]],
  ["ASC", ["Quinoa Puffs", "Quinoa Puffs With Cheese", "Quinoa Bar"]],
])(
  "in the order of a nutrient, %s, what is unknown comes last, page by page",
  async (direction, expected) => {
    const list = { filter: { category: "Quinoa Snacks" }, orderBy: { nutrient: "PROTEIN_G", direction } };
    for (const variables of [list, { ...list, query: "quinoa" }]) {
      const names: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const page = await foods({ ...variables, first: 1, after });
        names.push(...page.names);
        ({ endCursor: after, hasNextPage: more } = page.pageInfo);
      }
      expect(names).toEqual(expected);
    }
  },
);

test("a filtered search goes on page by page, and no food comes twice", async () => {
  const names: string[] = [];
  const variables = { query: "quinoa", filter: { kind: "BRANDED", category: "Quinoa Snacks" } };
  for (let after: string | null = null, more = true; more; ) {
    const page = await foods({ ...variables, first: 1, after });
    names.push(...page.names);
    ({ endCursor: after, hasNextPage: more } = page.pageInfo);
  }
  expect(names.sort()).toEqual(["Quinoa Bar", ...puffs]);
});

test("a cursor of another query, filter or order is refused with a sentence", async () => {
  const list = { query: "milk", filter: { kind: "GENERIC" }, first: 1 };
  const { pageInfo } = await foods(list);
  const after = pageInfo.endCursor;
  expect((await foods({ ...list, filter: { kind: "GENERIC", brand: null }, after })).names).toHaveLength(1);
  for (const other of [
    { ...list, query: "bread" },
    { ...list, filter: {} },
    { ...list, orderBy: { nutrient: "PROTEIN_G" } },
  ])
    expect(await refusal({ ...other, after })).toMatch(/another list/);
  expect(await refusal({ ...list, after: "nonsense" })).toMatch(/none of ours/);
});

test("the count is that of all pages", async () => {
  const { totalCount } = await foods({ query: "milk", first: 1 });
  const names: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page = await foods({ query: "milk", first: 50, after });
    names.push(...page.names);
    ({ endCursor: after, hasNextPage: more } = page.pageInfo);
  }
  expect(totalCount).toEqual({ value: names.length, relation: "EXACT" });
});

test.each([
  [{}, /query, or a filter/],
  [{ filter: {} }, /query, or a filter/],
  [{ filter: { source: "USDA" } }, /USDA Foundation, USDA SR Legacy/],
  [{ filter: { gtin: "12" } }, /8, 12, 13 or 14 digits/],
  [{ filter: { market: "usa" } }, /two capital letters/],
  [{ filter: { brand: "" } }, /1 to 200 characters/],
  [{ filter: { brand: "a\u0000b" } }, /1 to 200 characters/],
  [{ filter: { brand: "\ud800" } }, /1 to 200 characters/],
  [{ filter: { nutrients: [{ nutrient: "IRON_MG" }] } }, /min or max/],
  [{ filter: { nutrients: [{ nutrient: "IRON_MG", min: 2, max: 1 }] } }, /min is above max/],
  [{ filter: { nutrients: Array(16).fill({ nutrient: "IRON_MG", min: 0 }) } }, /at most 15/],
])("%j is refused with what to do", async (variables, sentence) => {
  expect(await refusal(variables)).toMatch(sentence);
});

test("REST takes kind, brand and category", async () => {
  const { body } = await api(
    "/api/foods/search?query=quinoa&brand=Zed%27s&category=Quinoa+Snacks&kind=BRANDED",
  );
  expect(body.foods.map(({ name }: { name: string }) => name).sort()).toEqual(puffs);
});
