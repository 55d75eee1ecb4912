import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { commandLine } from "../../src/audit/record.js";
import { createUser } from "../../src/users/createUser.js";
import { openDoors, reader } from "../support/doors.js";

const { asking, graphql, api, orm, logged } = await openDoors({}, { mostMs: 2000 });
const patient = await openDoors();
const person = { email: "ann@example.com", name: "Ann", password: "correct horse" };
const { id: userId } = await createUser(orm.em.fork(), person, commandLine);
const { id: patientUserId } = await createUser(patient.orm.em.fork(), person, commandLine);

/** Read by the ORM. */
const sessions = "{ me { sessions { edges { node { device } } } } }";

beforeEach(() => {
  asking.viewer = { ...reader, userId, scopes: new Set(["foods:read"]), sessionId: 1 };
});

/** Nobody else gets at the table until `free` is called: whatever reads it waits. */
async function lock(table: string, db = orm) {
  const pool = await db.em.getConnection().getNativeClient();
  const holder = await pool.connect();
  await holder.query(`begin; lock table ${table} in access exclusive mode`);
  return async () => {
    await holder.query("rollback");
    holder.release();
  };
}

/** Statements that wait for a lock in this test's database. */
async function waiting(db = orm): Promise<number> {
  const [row] = await db.em
    .fork()
    .execute<{ count: number }[]>(
      `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
  return row!.count;
}

async function nobodyWaits(db = orm): Promise<void> {
  for (let tries = 0; tries < 100 && (await waiting(db)) > 0; tries++) await setTimeout(50);
  expect(await waiting(db)).toBe(0);
}

let free = async () => {};
// The libraries below write to the console and not to the log.
const written = jest.spyOn(console, "error").mockImplementation(() => {});
afterEach(async () => {
  await free();
  expect(written.mock.calls).toEqual([]);
});

test.each([
  ["a statement of ours", "foods", `{ foods(query: "milk") { edges { node { name } } } }`],
  ["a statement of the ORM", "sessions", sessions],
])("%s that takes too long is ended in the database, and the answer says so", async (_what, table, query) => {
  logged.length = 0;
  free = await lock(table);
  const { errors } = await graphql(query);
  expect(errors).toEqual([
    expect.objectContaining({
      message: expect.stringContaining("longer than 2 seconds"),
      extensions: { code: "TIMEOUT" },
    }),
  ]);
  await nobodyWaits();
  expect(logged).toEqual([]);
});

/** Process ids of the connections of this test's database, the waiting ones alone or all. */
async function backends(only = "true"): Promise<number[]> {
  const rows = await orm.em
    .fork()
    .execute<{ pid: number }[]>(
      `select pid from pg_stat_activity where datname = current_database() and ${only}`,
    );
  return rows.map(({ pid }) => pid);
}

test("a statement that was ended leaves its connection to others", async () => {
  free = await lock("foods");
  const asked = graphql(`{ foods(query: "milk") { edges { node { name } } } }`);
  while ((await waiting()) === 0) await setTimeout(20);
  const [pid] = await backends("wait_event_type = 'Lock'");
  expect((await asked).errors).toHaveLength(1);
  expect(await backends()).toContain(pid);
});

test("the facade answers 503 when the time is up", async () => {
  free = await lock("foods");
  const { status, body } = await api("/api/foods/search?query=milk");
  expect({ status, body }).toMatchObject({ status: 503, body: { code: "TIMEOUT" } });
  await nobodyWaits();
});

test("after a timeout all connections are there for others", async () => {
  free = await lock("foods");
  await Promise.all(
    Array.from({ length: 9 }, () => graphql(`{ foods(query: "milk") { edges { node { name } } } }`)),
  );
  await free();
  free = async () => {};
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => graphql(`{ foods(query: "milk") { edges { node { name } } } }`)),
  );
  expect(answers.filter(({ errors }) => errors)).toEqual([]);
});

/** A request whose client goes away while its statement waits; settles when the server has noticed, or soon. */
async function goAway(query: string): Promise<void> {
  const leaving = new AbortController();
  const asked = fetch(`${patient.origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
    signal: leaving.signal,
  });
  while ((await waiting(patient.orm)) === 0) await setTimeout(20);
  leaving.abort();
  await expect(asked).rejects.toThrow();
}

test.each([
  ["a statement of ours", "foods", `{ foods(query: "milk") { edges { cursor } } }`],
  ["a statement of the ORM", "sessions", sessions],
])("a client that goes away takes %s with it", async (_what, table, query) => {
  patient.asking.viewer = { ...asking.viewer!, userId: patientUserId };
  free = await lock(table, patient.orm);
  await goAway(query);
  await nobodyWaits(patient.orm);
});

test("a statement that ends as its client goes away leaves no line behind", async () => {
  patient.asking.viewer = { ...asking.viewer!, userId: patientUserId };
  patient.logged.length = 0;
  for (let wait = 0; wait < 12; wait++) {
    free = await lock("sessions", patient.orm);
    await goAway(sessions);
    await setTimeout(wait / 2);
    await free();
  }
  free = async () => {};
  await setTimeout(200);
  expect(patient.logged).toEqual([]);
});
