import { beforeEach, expect, test } from "@jest/globals";
import { commandLine } from "../../src/audit/record.js";
import type { Viewer } from "../../src/context.js";
import { createUser } from "../../src/users/createUser.js";
import { openDoors, reader } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { asking, graphql, api, orm } = await openDoors();

async function person(name: string): Promise<Viewer & { userId: number }> {
  const user = { email: `${name}@example.com`, name, password: "correct horse" };
  const { id } = await createUser(orm.em.fork(), user, commandLine);
  return {
    userId: id,
    clientId: null,
    tier: "free" as const,
    scopes: new Set(["foods:read", "foods:write", "nutrients:read", "profile:read"]),
  };
}
const ann = await person("ann");
const bob = await person("bob");

beforeEach(() => {
  asking.viewer = ann;
});

const facts = `id name slug url kind brand gtin ingredients per source { name id release licence licenceUrl url attribution energyBasis }
  nutrition { energyKcal energyKj proteinG fatG sodiumMg } portions { name unit grams millilitres origin isDefault }`;

async function create(input: Record<string, unknown>) {
  const { data, errors } = await graphql(
    `mutation ($input: CreateFoodInput!) { createFood(input: $input) { food { ${facts} } errors { field code message } hints { rule } } }`,
    { input },
  );
  if (errors) throw new Error(errors[0]!.message);
  return data.createFood;
}

async function update(input: Record<string, unknown>) {
  const { data } = await graphql(
    `mutation ($input: UpdateFoodInput!) { updateFood(input: $input) { food { ${facts} } errors { field code message } hints { rule } } }`,
    { input },
  );
  return data.updateFood;
}

const remove = async (id: string) =>
  (
    await graphql(
      `mutation { deleteFood(input: { id: "${id}" }) { deletedId errors { field code message } } }`,
    )
  ).data.deleteFood;

test("a food of one's own has all that was said of it, per serving as per 100 g", async () => {
  const { food, errors, hints } = await create({
    name: "  Grandma's   pie ",
    brand: "Home",
    gtin: "4006381333931",
    ingredients: "Flour, apples",
    nutrition: { per: "SERVING", servingGrams: 150, energyKcal: 300, proteinG: 5, sodiumMg: 0 },
    portions: [{ name: "1 pie", grams: 1200 }],
  });
  expect({ errors, hints }).toEqual({ errors: [], hints: [] });
  expect(food).toEqual({
    id: expect.stringMatching(/^food_\d+$/),
    name: "Grandma's pie",
    slug: expect.stringMatching(/^grandmas-pie-[0-9a-f]{12}$/),
    url: expect.stringContaining("/foods/grandmas-pie-"),
    kind: "CUSTOM",
    brand: "Home",
    gtin: "4006381333931",
    ingredients: "Flour, apples",
    per: "100 g",
    source: {
      name: "Own food",
      id: expect.any(String),
      release: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      licence: "LicenseRef-own-food",
      licenceUrl: null,
      url: null,
      attribution: "Entered by the user whose food it is.",
      energyBasis: "STATED",
    },
    nutrition: { energyKcal: 200, energyKj: 836.8, proteinG: 3.33, fatG: null, sodiumMg: 0 },
    portions: [
      { name: "1 serving", unit: "serving", grams: 150, millilitres: null, origin: "OWNER", isDefault: true },
      { name: "1 pie", unit: "pie", grams: 1200, millilitres: null, origin: "OWNER", isDefault: false },
    ],
  });
  // 100 g is a third of no round number, so what was given comes back only if nothing was rounded.
  const { data } = await graphql(
    `{ food(id: "${food.id}") { nutrition(amount: 1, unit: "serving") { energyKcal proteinG } nutrients { amount nutrient { name } } } }`,
  );
  expect(data.food.nutrition).toEqual({ energyKcal: 300, proteinG: 5 });
  expect(data.food.nutrients.map(({ nutrient }: { nutrient: { name: string } }) => nutrient.name)).toEqual([
    "Energy",
    "Protein",
    "Sodium",
  ]);
});

test("kJ alone gives kcal, and says so", async () => {
  const { food } = await create({ name: "Gel", nutrition: { per: "HUNDRED_MILLILITRES", energyKj: 418.4 } });
  expect(food).toMatchObject({
    per: "100 ml",
    nutrition: { energyKcal: 100, energyKj: 418.4 },
    source: { energyBasis: "CONVERTED" },
  });
});

test("figures that cannot be right are kept, with a hint", async () => {
  const { food, hints } = await create({ name: "Dense", nutrition: { per: "HUNDRED_GRAMS", proteinG: 120 } });
  expect(food.nutrition.proteinG).toBe(120);
  expect(hints).toEqual(expect.arrayContaining([{ rule: "PROTEIN_ABOVE_WHOLE" }]));
});

test.each<[string, Record<string, unknown>, string]>([
  ["no name", { name: " " }, "name"],
  ["a name too long", { name: "x".repeat(201) }, "name"],
  ["a NUL in the name", { name: "a\u0000b" }, "name"],
  ["ingredients without end", { ingredients: "x".repeat(5001) }, "ingredients"],
  ["a negative amount", { nutrition: { per: "HUNDRED_GRAMS", fatG: -1 } }, "nutrition.fatG"],
  ["an amount beyond reason", { nutrition: { per: "HUNDRED_GRAMS", fatG: 1e12 } }, "nutrition.fatG"],
  ["a serving without weight", { nutrition: { per: "SERVING", fatG: 1 } }, "nutrition.servingGrams"],
  ["a serving of no weight", { nutrition: { per: "SERVING", servingGrams: 0 } }, "nutrition.servingGrams"],
  [
    "a weight of no serving",
    { nutrition: { per: "HUNDRED_GRAMS", servingGrams: 5 } },
    "nutrition.servingGrams",
  ],
  ["a portion without measure", { portions: [{ name: "1 bit" }] }, "portions.0"],
  ["a portion without name", { portions: [{ name: "", grams: 1 }] }, "portions.0.name"],
  ["a portion that weighs nothing", { portions: [{ name: "1 bit", grams: 0 }] }, "portions.0.grams"],
  ["too many portions", { portions: Array(21).fill({ name: "1 bit", grams: 1 }) }, "portions"],
])("%s is told by its field, and nothing is kept", async (_what, input, field) => {
  const before = await orm.em.fork().execute("select count(*) from foods");
  const { food, errors } = await create({ name: "Wrong", ...input });
  expect({ food, errors }).toEqual({
    food: null,
    errors: [{ field, code: "INVALID", message: expect.any(String) }],
  });
  expect(await orm.em.fork().execute("select count(*) from foods")).toEqual(before);
});

test("a barcode that is none is refused by its type", async () => {
  await expect(create({ name: "Wrong", gtin: "123" })).rejects.toThrow(
    'at "input.gtin"; Expected type "GTIN". gtin is no barcode; it has 8, 12, 13 or 14 digits.',
  );
});

test("a change leaves what it does not name, and null takes away", async () => {
  const { food } = await create({
    name: "Soup",
    brand: "Home",
    nutrition: { per: "SERVING", servingGrams: 300, energyKcal: 100 },
  });
  const changed = await update({ id: food.id, name: "Broth", brand: null });
  expect(changed.food).toEqual({ ...food, name: "Broth", brand: null });
  const again = await update({
    id: food.id,
    nutrition: { per: "SERVING", servingGrams: 200, energyKcal: 100 },
  });
  expect(again.food.nutrition.energyKcal).toBe(50);
  expect(again.food.portions).toEqual([expect.objectContaining({ name: "1 serving", grams: 200 })]);
  expect((await update({ id: food.id, name: null })).errors).toEqual([
    { field: "name", code: "INVALID", message: expect.any(String) },
  ]);
});

test("ownFoods lists them page by page, and deleting ends one", async () => {
  asking.viewer = await person("cleo");
  const ids: string[] = [];
  for (const name of ["One", "Two", "Three"]) ids.push((await create({ name })).food.id);
  const list = async (args: string) => (await graphql(`{ ownFoods${args} { id } }`)).data.ownFoods;
  expect(await list("(first: 2)")).toEqual([{ id: ids[0] }, { id: ids[1] }]);
  expect(await list(`(first: 2, after: "${ids[1]}")`)).toEqual([{ id: ids[2] }]);
  expect(await remove(ids[1]!)).toEqual({ deletedId: ids[1], errors: [] });
  expect(await list("")).toEqual([{ id: ids[0] }, { id: ids[2] }]);
  expect((await remove(ids[1]!)).errors).toEqual([
    { field: "id", code: "NOT_FOUND", message: `You have no food ${ids[1]}.` },
  ]);
});

test("nobody else sees, changes or deletes it, by whatever name", async () => {
  const gtin = "5000159461122";
  const { food } = await create({ name: "Secret stew", brand: "Annshome", gtin });
  const queries = [
    `{ food(id: "${food.id}") { name } }`,
    `{ food(slug: "${food.slug}") { name } }`,
    `{ food(gtin: "${gtin}") { name } }`,
    `{ node(id: "${food.id}") { id } }`,
  ];
  for (const query of queries)
    expect(Object.values((await graphql(query)).data)).toEqual([expect.anything()]);
  for (const other of [bob, reader]) {
    asking.viewer = other;
    for (const query of queries) expect(Object.values((await graphql(query)).data)).toEqual([null]);
    for (const search of [gtin, "secret stew", "annshome"]) {
      const { data } = await graphql(`{ foods(query: "${search}") { edges { node { name brand } } } }`);
      expect(JSON.stringify(data)).not.toMatch(/Secret stew|Annshome/);
      const { body } = await api(`/api/foods/search?query=${encodeURIComponent(search)}`);
      expect(JSON.stringify(body)).not.toMatch(/Secret stew|Annshome/);
    }
  }
  asking.viewer = bob;
  const unknown = { field: "id", code: "NOT_FOUND", message: `You have no food ${food.id}.` };
  expect(await update({ id: food.id, name: "Mine" })).toEqual({ food: null, errors: [unknown], hints: [] });
  expect(await remove(food.id)).toEqual({ deletedId: null, errors: [unknown] });
  expect((await graphql("{ ownFoods { id } }")).data.ownFoods).toEqual([]);
  asking.viewer = ann;
  expect((await graphql(queries[0]!)).data.food).toEqual({ name: "Secret stew" });
});

test("a food of one's own comes before the catalogue's by barcode, and in no list of the catalogue", async () => {
  const gtin = "7622210449283";
  await makeFood(orm, { name: "Biscuit of all", gtins: [gtin], brand: "Everybody" });
  await create({ name: "Biscuit of mine", gtin, brand: "Onlymine" });
  // An import counts anew.
  await makeFood(orm, { name: "Another of all", brand: "Everybody" });
  const ask = async () =>
    (
      await graphql(
        `{ food(gtin: "${gtin}") { name } foods(query: "${gtin}") { edges { node { name } } }
           brands(prefix: "onlymine") { edges { node { name } } } sources { name } }`,
      )
    ).data;
  const mine = await ask();
  expect([mine.food.name, mine.foods.edges[0].node.name]).toEqual(["Biscuit of mine", "Biscuit of mine"]);
  expect(mine.brands.edges).toEqual([]);
  expect(JSON.stringify(mine.sources)).not.toContain("Own food");
  asking.viewer = bob;
  const others = await ask();
  expect([others.food.name, others.foods.edges[0].node.name]).toEqual(["Biscuit of all", "Biscuit of all"]);
});

test("own foods with all the words come first in a search, page by page, before the catalogue's", async () => {
  asking.viewer = await person("eve");
  for (const name of ["Milk of goats", "Goat milk, whole, grandma's"]) await create({ name });
  await create({ name: "Goat cheese" });
  const names: string[] = [];
  let after = "";
  for (let pages = 0; pages < 3; pages++) {
    const { data } = await graphql(
      `{ foods(query: "goat milk", first: 1${after}) { edges { node { name kind } } pageInfo { endCursor hasNextPage } } }`,
    );
    names.push(...data.foods.edges.map(({ node }: { node: { name: string } }) => node.name));
    after = `, after: "${data.foods.pageInfo.endCursor}"`;
  }
  expect(names.slice(0, 2).sort()).toEqual(["Goat milk, whole, grandma's", "Milk of goats"]);
  expect(names[2]).not.toMatch(/grandma|of goats|cheese/);
  const { body } = await api("/api/foods/search?query=goat+milk&limit=3&fields=name,kind");
  expect(body.foods.map(({ kind }: { kind: string }) => kind)).toEqual(["CUSTOM", "CUSTOM", "GENERIC"]);
  const only = await graphql(
    `{ foods(query: "goat", filter: { kind: CUSTOM }) { edges { node { kind } } } }`,
  );
  expect(only.data.foods.edges).toHaveLength(3);
});

test("no food of the catalogue can be changed or deleted", async () => {
  const id = `food_${await makeFood(orm, { name: "Bread of all" })}`;
  expect((await update({ id, name: "Mine" })).errors).toHaveLength(1);
  expect((await remove(id)).errors).toHaveLength(1);
  for (const wrong of ["user_1", "milk", "food_99999999999"])
    expect((await remove(wrong)).errors).toEqual([
      { field: "id", code: "NOT_FOUND", message: `You have no food "${wrong}".` },
    ]);
});

test("an app that acts for itself has no foods of its own", async () => {
  asking.viewer = { ...reader, scopes: ann.scopes };
  await expect(create({ name: "Pie" })).rejects.toThrow("Only a user");
});

test("an account holds 1000 of them", async () => {
  asking.viewer = await person("dora");
  await orm.em.fork().execute(
    `insert into foods (source, source_key, source_id, source_name, release, kind, name, slug, per, owner_id)
     select 'custom', 'many' || n, 'many' || n, 'Food', '2026-11-25', 'CUSTOM', 'Food', 'many-' || n, '100 g', ?
     from generate_series(1, 999) n`,
    [(asking.viewer as { userId: number }).userId],
  );
  const outcomes = await Promise.all([create({ name: "Last" }), create({ name: "Last" })]);
  expect(outcomes.flatMap(({ errors }) => errors)).toEqual([
    { field: "name", code: "LIMIT_REACHED", message: expect.stringContaining("1000 foods") },
  ]);
});

test("many writes in one request are too much", async () => {
  const writes = Array.from(
    { length: 20 },
    (_, at) => `a${at}: createFood(input: { name: "Pie" }) { food { ${facts} nutrients { amount } } }`,
  );
  expect((await graphql(`mutation { ${writes.join(" ")} }`)).status).toBe(400);
});
