import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { FoodKind } from "../../src/foods/Food.js";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { Reader } from "../support/reader.js";
import { unnoticed } from "../support/unnoticed.js";

const one = await startPages();
const other = await startPages({ publicUrl: one.origin, beside: one });
const { orm } = one;
const em = () => orm.em.fork();
const servers = [one, other];
await makeFood(orm, { sourceId: "1", name: "Quorple, plain" });
const ann = await Reader.make(one, "ann");
for (const server of servers) await server.heard();

const search = "/api/foods/search?query=quorple&limit=10";
const names = async (server: { origin: string }, reader = ann) => {
  const { text } = await reader.get(search, {}, server as never);
  return JSON.parse(text).foods.map(({ name }: { name: string }) => name);
};

/** Asks until it is so; a test that waits in vain fails by its time. */
async function until(isSo: () => Promise<boolean>): Promise<number> {
  const begun = performance.now();
  while (!(await isSo())) await setTimeout(20);
  return performance.now() - begun;
}

const release = async () => (await em().execute<{ id: string }[]>("select id from catalogue_release"))[0]!.id;

/** Each server remembers its answer: it gives it although the database has another. */
async function requireKept(): Promise<void> {
  const before = await Promise.all(servers.map((server) => names(server)));
  await unnoticed(orm, "update foods set name = name || '!' where name like 'Quorple%'");
  expect(await Promise.all(servers.map((server) => names(server)))).toEqual(before);
  await unnoticed(orm, "update foods set name = rtrim(name, '!') where name like 'Quorple%'");
}

test("servers on one database name the same answer alike", async () => {
  const [here, there] = [await ann.get(search), await ann.get(search, {}, other)];
  expect(there.text).toBe(here.text);
  expect(there.etag).toBe(here.etag);
  expect((await ann.get(search, { "if-none-match": here.etag! }, other)).status).toBe(304);
});

test("an import empties the memory of every server", async () => {
  await requireKept();
  const known = (await ann.get(search)).etag!;
  await makeFood(orm, { sourceId: "2", name: "Quorple, sliced" });
  for (const server of servers) {
    await until(async () => (await names(server)).includes("Quorple, sliced"));
    expect((await ann.get(search, { "if-none-match": known }, server)).status).toBe(200);
  }
});

test.each([
  ["a food", "update foods set name = 'Quorple, renamed' where source_id = '1'"],
  ["a retired food", "update foods set retired_at = now() where source_id = '2'"],
  ["its return", "update foods set retired_at = null where source_id = '2'"],
  ["the index", "update food_postings set word = word"],
  ["suggestions", "delete from food_suggestions where key = 'no such'"],
  ["a deletion", "delete from foods where source_id = '2'"],
])("whoever changes %s in the database, all servers hear of it", async (_what, statement) => {
  const before = await release();
  const known = (await ann.get(search)).etag!;
  await em().execute(statement);
  expect(await release()).not.toBe(before);
  for (const server of servers) await until(async () => (await ann.get(search, {}, server)).etag !== known);
});

test("what is undone, and a user's own food, change nothing of the catalogue", async () => {
  const before = await release();
  await em()
    .transactional(async (inner) => {
      await inner.execute("update foods set name = 'x' where source_id = '1'");
      throw new Error("undone");
    })
    .catch(() => {});
  const input = { name: "Quorple of Ann", brand: null };
  await ann.graphql(
    "mutation ($input: CreateFoodInput!) { createFood(input: $input) { errors { message } } }",
    { input },
  );
  expect(await release()).toBe(before);
});

test("a food of one's own, made at one server, is found at the other", async () => {
  const bob = await Reader.make(one, "bob");
  const before = await names(other, bob);
  const input = { name: "Quorple of Bob" };
  await bob.graphql(
    "mutation ($input: CreateFoodInput!) { createFood(input: $input) { errors { message } } }",
    { input },
  );
  expect((await names(one, bob))[0]).toBe("Quorple of Bob");
  await until(async () => (await names(other, bob))[0] === "Quorple of Bob");
  expect(await names(other)).not.toContain("Quorple of Bob");
  expect(before).not.toContain("Quorple of Bob");
});

test("a notification that is lost is made up for within seconds", async () => {
  await requireKept();
  await unnoticed(
    orm,
    "update foods set name = 'Quorple, unheard' where source_id = '1'",
    "update catalogue_release set id = gen_random_uuid()",
  );
  for (const server of servers) {
    const took = await until(async () => (await names(server)).includes("Quorple, unheard"));
    expect(took).toBeLessThan(4000);
  }
});

test("what a server was told while it asked outlasts the older answer", async () => {
  await requireKept();
  // Shows the table as it is when a server asks, and answers when the lock is free.
  await unnoticed(
    orm,
    "alter table catalogue_release rename to present_release",
    `create view catalogue_release as
      select id from present_release where pg_advisory_xact_lock_shared(1)::text is not null`,
  );
  const waiting = () =>
    em().execute<unknown[]>(`select from pg_stat_activity where wait_event = 'advisory'
      and application_name = 'larder-changes' and datname = current_database()`);
  await em().transactional(async (inner) => {
    await inner.execute("select pg_advisory_xact_lock(1)");
    await until(async () => (await waiting()).length === servers.length);
    await unnoticed(
      orm,
      "update foods set name = 'Quorple, told' where source_id = '1'",
      "update present_release set id = gen_random_uuid()",
      "select pg_notify('larder', 'catalogue ' || id) from present_release",
    );
  });
  await until(async () => (await waiting()).length === 0);
  for (const server of servers) expect(await names(server)).toContain("Quorple, told");
  await unnoticed(
    orm,
    "drop view catalogue_release",
    "alter table present_release rename to catalogue_release",
  );
});

test("a server whose connection is ended answers from the database, and from memory once it listens again", async () => {
  await requireKept();
  const listening =
    "from pg_stat_activity where application_name = 'larder-changes' and datname = current_database()";
  const ended = await em().execute(`select pg_terminate_backend(pid) as ended ${listening}`);
  expect(ended).toEqual([{ ended: true }, { ended: true }]);
  // In one moment with the end, so that no notification comes to anybody.
  await makeFood(orm, { sourceId: "3", name: "Quorple, meanwhile" });
  for (const server of servers) {
    await until(async () => (await names(server)).includes("Quorple, meanwhile"));
    await until(async () => (await ann.get(search, {}, server)).etag !== null);
    expect(server.logged.some((line) => line.includes("nothing is heard of changes"))).toBe(true);
  }
  await requireKept();
  await makeFood(orm, { sourceId: "4", name: "Quorple, afterwards", kind: FoodKind.GENERIC });
  for (const server of servers)
    await until(async () => (await names(server)).includes("Quorple, afterwards"));
});
