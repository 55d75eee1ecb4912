import { beforeEach, expect, test } from "@jest/globals";
import { commandLine } from "../../src/audit/record.js";
import type { Viewer } from "../../src/context.js";
import { explainSearch } from "../../src/foods/search/explainSearch.js";
import { deleteHabits } from "../../src/usage/habits.js";
import { purgeUsage } from "../../src/usage/keepUsage.js";
import { createUser } from "../../src/users/createUser.js";
import { Tiers } from "../../src/users/tiers.js";
import { User } from "../../src/users/User.js";
import { openDoors, reader } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { asking, graphql, api, orm, habits } = await openDoors();
const pool = await orm.em.getConnection().getNativeClient();
const em = () => orm.em.fork();

async function person(name: string): Promise<Viewer & { userId: number }> {
  const user = { email: `${name}@example.com`, name, password: "correct horse" };
  const { id: userId } = await createUser(em(), user, commandLine);
  const scopes = new Set(["foods:read", "foods:write", "nutrients:read", "profile:read"]);
  return { userId, clientId: null, tier: "free", scopes };
}
const ann = await person("ann");
const bob = await person("bob");

// Equals but for their names, in the order of the index; the last one fits worse than they do.
const [amber, blue, _cream, stew] = [
  await makeFood(orm, { name: "Quorple, amber" }),
  await makeFood(orm, { name: "Quorple, blue" }),
  await makeFood(orm, { name: "Quorple, cream" }),
  await makeFood(orm, { name: "Stew with quorple" }),
];

beforeEach(async () => {
  await pool.query("delete from food_habits");
  asking.viewer = ann;
});

async function found(query = "quorple"): Promise<string[]> {
  const { data } = await graphql(`{ foods(query: "${query}") { edges { node { name } } } }`);
  return data.foods.edges.map(({ node }: { node: { name: string } }) => node.name);
}

async function open(id: number, times = 1): Promise<void> {
  for (let at = 0; at < times; at++) await graphql(`{ food(id: "food_${id}") { name } }`);
  await habits.finish();
}

async function used(): Promise<Record<string, number>> {
  const rows = await em().execute<{ name: string; weight: number }[]>(
    "select name, weight from food_habits join foods on foods.id = food_id order by name",
  );
  return Object.fromEntries(rows.map(({ name, weight }) => [name, Math.round(weight * 100) / 100]));
}

async function revisionOf({ userId }: typeof ann): Promise<number> {
  const { rows } = await pool.query("select foods_revision from users where id = $1", [userId]);
  return rows[0].foods_revision;
}

test("of equals the food that its user often opens comes first, for that user alone", async () => {
  const before = await found();
  expect(before).toEqual(["Quorple, amber", "Quorple, blue", "Quorple, cream", "Stew with quorple"]);
  await open(blue, 2);
  expect(await found()).toEqual(["Quorple, blue", "Quorple, amber", "Quorple, cream", "Stew with quorple"]);
  for (const other of [bob, reader]) {
    asking.viewer = other;
    expect(await found()).toEqual(before);
  }
});

test("however often it is used, a food that fits worse stays behind", async () => {
  await open(stew, 50);
  expect((await found()).at(-1)).toBe("Stew with quorple");
  await open(blue, 50);
  expect((await found("amber quorple"))[0]).toBe("Quorple, amber");
});

test("opening counts by any name of the food, and measuring does; a food in a list does not", async () => {
  const gtin = "4006381333931";
  const id = await makeFood(orm, { name: "Zwibble", gtins: [gtin] });
  await graphql(
    `{ foods(query: "quorple") { edges { node { nutrition(amount: 30, unit: "g") { fatG } } } } }`,
  );
  await habits.finish();
  expect(await used()).toEqual({});
  await graphql(`{ food(slug: "zwibble") { name } }`);
  await graphql(`{ food(gtin: "${gtin}") { name } }`);
  await graphql(`{ node(id: "food_${id}") { id } }`);
  await graphql(`{ food(id: "food_${id}") { nutrition(amount: 30, unit: "g") { fatG } } }`);
  await api(`/api/foods/food_${id}`);
  await graphql(`{ food(id: "food_2000000000") { name } }`);
  await graphql(
    `{ matchFoods(texts: ["30 g zwibble", "2 quorple", "zwibbel"]) { matches { match nearTie } } }`,
  );
  await habits.finish();
  // Which quorple and which misspelt word was meant is not known.
  expect(await used()).toEqual({ Zwibble: 6 });
});

test("nobody but a user has habits", async () => {
  for (const viewer of [reader, null]) {
    asking.viewer = viewer;
    await open(blue);
  }
  expect(await used()).toEqual({});
});

test("a habit fades: of eight uses two months ago less is left than of three today", async () => {
  await open(amber, 8);
  await pool.query("update food_habits set used_at = now() - interval '60 days'");
  await open(blue, 3);
  expect((await found()).slice(0, 2)).toEqual(["Quorple, blue", "Quorple, amber"]);
  await open(amber);
  expect(await used()).toEqual({ "Quorple, amber": 3, "Quorple, blue": 3 });
});

test("of own foods the one often used comes first as well", async () => {
  const ids: string[] = [];
  for (const name of ["Grumble one", "Grumble two"]) {
    const { data } = await graphql(
      `mutation { createFood(input: { name: "${name}" }) { food { id } errors { message } } }`,
    );
    ids.push(data.createFood.food.id);
  }
  expect(await found("grumble")).toEqual(["Grumble one", "Grumble two"]);
  await open(Number(ids[1]!.slice("food_".length)));
  expect(await found("grumble")).toEqual(["Grumble two", "Grumble one"]);
});

test("an account keeps 200, and of more forgets those longest unused", async () => {
  await open(amber);
  await pool.query(
    `insert into food_habits select $1, id, 1, now() - interval '1 day' from foods where id <> $2 order by id limit 200`,
    [ann.userId, amber],
  );
  await pool.query(
    "insert into food_habits values ($1, $2, 9, now() - interval '9 days') on conflict do nothing",
    [ann.userId, stew],
  );
  await open(blue);
  const names = Object.keys(await used());
  expect(names).toHaveLength(200);
  expect(names).toEqual(expect.arrayContaining(["Quorple, amber", "Quorple, blue"]));
  expect(names).not.toContain("Stew with quorple");
});

test("the revision of a user changes with habits and own foods, and with nobody else's", async () => {
  const seen = [await revisionOf(ann)];
  const others = await revisionOf(bob);
  await open(blue);
  seen.push(await revisionOf(ann));
  const { data } = await graphql(`mutation { createFood(input: { name: "Pie" }) { food { id } } }`);
  seen.push(await revisionOf(ann));
  const { id } = data.createFood.food;
  await graphql(`mutation { updateFood(input: { id: "${id}", name: "Tart" }) { food { id } } }`);
  seen.push(await revisionOf(ann));
  await graphql(`mutation { deleteFood(input: { id: "${id}" }) { deletedId } }`);
  seen.push(await revisionOf(ann));
  await deleteHabits(em(), ann.userId);
  seen.push(await revisionOf(ann));
  expect(new Set(seen).size).toBe(seen.length);
  expect(await used()).toEqual({});
  expect(await revisionOf(bob)).toBe(others);
});

test("an explanation names the habit, and its points add up", async () => {
  await open(blue, 8);
  const { foods } = await explainSearch({ pool, viewer: ann }, "quorple", {});
  expect(foods[0]).toMatchObject({ name: "Quorple, blue" });
  expect(foods[0]!.components).toContainEqual({ reason: "is often used by this user", points: 8 });
  expect(foods[0]!.components.reduce((sum, { points }) => sum + points, 0)).toBe(foods[0]!.score);
});

test("foods unused for longer than requests are kept are forgotten, and all with the account", async () => {
  const cat = await person("cat");
  asking.viewer = cat;
  await open(amber);
  await open(blue);
  await pool.query("update food_habits set used_at = now() - interval '31 days' where food_id = $1", [amber]);
  await purgeUsage(em(), new Tiers());
  expect(Object.keys(await used())).toEqual(["Quorple, blue"]);
  await em().nativeDelete(User, { id: cat.userId });
  expect(await used()).toEqual({});
  // What was still waiting for somebody who is gone hinders nobody.
  await open(amber);
  asking.viewer = bob;
  await open(blue);
  expect(await used()).toEqual({ "Quorple, blue": 1 });
});
