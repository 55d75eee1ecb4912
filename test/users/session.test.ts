import { expect, test } from "@jest/globals";
import { endSession, findSession, Session, startSession } from "../../src/users/Session.js";
import { User } from "../../src/users/User.js";
import { makeDatabase } from "../support/database.js";

const { orm } = await makeDatabase();
let users = 0;

async function signedIn() {
  const em = orm.em.fork();
  const user = em.create(User, { name: "Ann", email: `ann${users++}@example.com`, passwordHash: "none" });
  const token = await startSession(em, user);
  return { user, token, find: () => findSession(orm.em.fork(), token) };
}

/** Moves all that is known of the one session back in time. */
async function age(user: User, days: number): Promise<void> {
  const back = `- interval '${days} days'`;
  await orm.em
    .fork()
    .execute(
      `update sessions set created_at = created_at ${back}, last_seen_at = last_seen_at ${back}, expires_at = expires_at ${back} where user_id = ${user.id}`,
    );
}

const daysLeft = (session: Session | null) =>
  session && (session.expiresAt.getTime() - Date.now()) / (24 * 60 * 60 * 1000);

test("a session is found by its token, with its user, and by nothing else", async () => {
  const { user, token, find } = await signedIn();
  expect((await find())?.user.email).toBe(user.email);
  await expect(findSession(orm.em.fork(), `${token}x`)).resolves.toBeNull();
  await expect(findSession(orm.em.fork(), "")).resolves.toBeNull();
});

test("the table holds nothing that signs anybody in", async () => {
  const { token, find } = await signedIn();
  const rows = await orm.em.fork().find(Session, {});
  expect(JSON.stringify(rows)).not.toContain(token);
  const { tokenHash } = (await find())!;
  await expect(findSession(orm.em.fork(), tokenHash)).resolves.toBeNull();
});

test("a session of a disabled account is not found, however it came to be", async () => {
  const { user, find } = await signedIn();
  await orm.em.fork().nativeUpdate(User, { id: user.id }, { disabledAt: new Date() });
  await expect(find()).resolves.toBeNull();
});

test("an ended session is not found", async () => {
  const { token, find } = await signedIn();
  await endSession(orm.em.fork(), token);
  await expect(find()).resolves.toBeNull();
});

test("a session ends 30 days after its last use", async () => {
  const { user, find } = await signedIn();
  await age(user, 29);
  expect(daysLeft(await find())).toBeCloseTo(30, 1);
  await age(user, 29);
  expect(await find()).not.toBeNull();
  await age(user, 31);
  await expect(find()).resolves.toBeNull();
});

test("a session in daily use ends a year after the sign-in", async () => {
  const { user, find } = await signedIn();
  for (let day = 0; day < 364; day += 28) {
    await age(user, 28);
    expect(await find()).not.toBeNull();
  }
  expect(daysLeft(await find())).toBeCloseTo(1, 1);
  await age(user, 2);
  await expect(find()).resolves.toBeNull();
});

test("sessions go with their user", async () => {
  const { user, find } = await signedIn();
  await orm.em.fork().nativeDelete(User, user.id);
  await expect(find()).resolves.toBeNull();
});
