import { expect, test } from "@jest/globals";
import { commandLine } from "../../src/audit/record.js";
import { PortionOrigin } from "../../src/foods/amounts/Portion.js";
import { Nutrients } from "../../src/foods/Nutrients.js";
import { createUser } from "../../src/users/createUser.js";
import { openDoors, reader } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { api, asking, graphql, orm } = await openDoors();

const facts = (energyKcal: number) => Object.assign(new Nutrients(), { energyKcal });
const portions = [{ name: "1 cup", amount: 1, unit: "cup", grams: 118.29, origin: PortionOrigin.SOURCE }];
const solid = `food_${await makeFood(orm, { name: "Solid", nutrition: facts(400) })}`;
const poured = `food_${await makeFood(orm, { name: "Poured", nutrition: facts(200), portions })}`;
const drink = `food_${await makeFood(orm, { name: "Drink", nutrition: facts(40), per: "100 ml" })}`;
const juice = `food_${await makeFood(orm, { name: "Juice", nutrition: facts(50), per: "100 ml" })}`;

async function compare(...ids: string[]) {
  const { data, errors } = await graphql(
    "query ($ids: [ID!]!) { compareFoods(ids: $ids) { per foods { problem food { id } nutrition { energyKcal sugarsG } } } }",
    { ids },
  );
  expect(errors).toBeUndefined();
  return data.compareFoods;
}
const figures = (comparison: { foods: { nutrition: { energyKcal: number } | null }[] }) =>
  comparison.foods.map(({ nutrition }) => nutrition?.energyKcal ?? null);

test("foods of one basis are compared on it, in the order asked for, and unknown stays null", async () => {
  const comparison = await compare(poured, solid);
  expect(comparison).toEqual({
    per: "100 g",
    foods: [
      { problem: null, food: { id: poured }, nutrition: { energyKcal: 200, sugarsG: null } },
      { problem: null, food: { id: solid }, nutrition: { energyKcal: 400, sugarsG: null } },
    ],
  });
  expect((await compare(drink, juice)).per).toBe("100 ml");
});

test("a food joins the other basis by its own density, and by no guess", async () => {
  const comparison = await compare(poured, drink);
  expect([comparison.per, figures(comparison)]).toEqual(["100 ml", [100, 40]]);
  const mixed = await compare(solid, drink);
  expect([mixed.per, figures(mixed)]).toEqual(["100 g", [400, null]]);
  expect(mixed.foods[1].problem).toMatch(/per 100 ml, and nobody states what a volume of it weighs/);
  expect(figures(await compare(solid, drink, juice))).toEqual([null, 40, 50]);
});

test("/api/foods/compare says the basis once, and what cannot be told on it", async () => {
  const { status, body } = await api(
    `/api/foods/compare?ids=${solid},${drink}&fields=name,nutrition.energyKcal,problem`,
  );
  expect([status, body]).toEqual([
    200,
    {
      foods: [
        { id: solid, name: "Solid", nutrition: { energyKcal: 400 }, problem: null },
        { id: drink, name: "Drink", nutrition: null, problem: expect.stringContaining("per 100 g") },
      ],
      next: null,
      truncated: false,
      per: "100 g",
    },
  ]);
});

test.each([
  ["", 400, /^ids is missing/],
  [`ids=${solid}`, 400, /ids has 1; it must have 2 to 10/],
  [`ids=${Array.from({ length: 11 }, (_, at) => `food_${at + 1}`)}`, 400, /ids has 11/],
  [`ids=${solid},${solid}`, 400, /twice/],
  [`ids=${solid},,${drink}`, 400, /empty/],
  [`ids=${solid},egg`, 400, /"egg", no id of a food/],
  [`ids=${solid},${"9".repeat(31)}`, 400, /31 characters/],
  [`ids=${solid},food_99999999`, 404, /no food_99999999/],
  [`ids=${solid},${drink}&cursor=x`, 400, /cursor is none of ours/],
])("comparing %s is %i and says why", async (search, status, detail) => {
  expect(await api(`/api/foods/compare?${search}`)).toMatchObject({
    status,
    body: { detail: expect.stringMatching(detail) },
  });
});

test("suggestions come by what was typed so far", async () => {
  const { body } = await api("/api/foods/suggest?prefix=ched");
  expect(body).toMatchObject({ next: null, truncated: false });
  expect(body.suggestions).toContainEqual({ text: "cheddar cheese", kind: "GENERIC" });
  expect((await api("/api/foods/suggest?prefix=c&limit=2")).body.suggestions).toHaveLength(2);
  expect((await api("/api/foods/suggest?prefix=xyzzy")).body.suggestions).toEqual([]);
  expect((await api("/api/foods/suggest")).body.detail).toMatch(/^prefix is missing/);
  expect((await api("/api/foods/suggest?prefix=c&limit=21")).status).toBe(400);
});

test("a food of one's own is compared and matched for its owner, and is not there for others", async () => {
  const ann = { email: "ann@example.com", name: "Ann", password: "correct horse" };
  const { id: userId } = await createUser(orm.em.fork(), ann, commandLine);
  const texts = '{ matchFoods(texts: ["50 g annsecretpie"]) { matches { food { id } } } }';
  asking.viewer = { ...reader, userId, scopes: new Set(["foods:read", "foods:write"]) };
  const { data } = await graphql(
    `mutation { createFood(input: { name: "Annsecretpie" }) { food { id } errors { message } } }`,
  );
  const own = data.createFood.food.id;
  expect((await api(`/api/foods/compare?ids=${solid},${own}`)).status).toBe(200);
  expect((await graphql(texts)).data.matchFoods.matches).toEqual([{ food: { id: own } }]);
  asking.viewer = reader;
  expect((await api(`/api/foods/compare?ids=${solid},${own}`)).body.detail).toContain(`There is no ${own}`);
  expect((await graphql(texts)).data.matchFoods.matches).toEqual([{ food: null }]);
});
