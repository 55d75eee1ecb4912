import { expect, test } from "@jest/globals";
import { formOf, password, startPages } from "../support/pagesApp.js";

const { browser } = await startPages();
let people = 0;

/** A person who is signed in in three browsers. */
async function signedInThrice() {
  const person = browser();
  const email = `browsers${people++}@example.com`;
  await person.signUp(email);
  const others = [browser(), browser()] as const;
  for (const other of others) await other.fill("/sign-in", { email, password });
  return { person, others };
}

type Person = ReturnType<typeof browser>;

const isSignedIn = async (person: Person) => (await person.get("/account")).status === 200;
const sessions = async (person: Person) => (await person.get("/account/sessions")).text();
const buttons = (page: string) => page.match(/>Sign out</g)!.length;

test("the sessions show every browser that is signed in, and which of them this is", async () => {
  const { person } = await signedInThrice();
  const page = await sessions(person);
  expect(page.match(/<li>/g)).toHaveLength(3);
  expect(page.match(/this one/g)).toHaveLength(1);
  expect(page).toContain(`last used ${new Date().toISOString().slice(0, 10)}`);
});

test("signing one browser out ends that one alone, and the activity tells", async () => {
  const { person, others } = await signedInThrice();
  const before = await sessions(person);
  const session = /name="session" value="(session_\d+)"/.exec(before)![1]!;
  const answer = await person.submit(before, { session });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/account/sessions"]);
  // The last begun stands first.
  expect(await Promise.all([person, ...others].map(isSignedIn))).toEqual([true, true, false]);
  expect(buttons(before) - buttons(await sessions(person))).toBe(1);
  expect(await (await person.get("/account/activity")).text()).toContain("Signed out in another browser");
  expect((await person.submit(before, { session })).status).toBe(400);
});

test("signing out everywhere else keeps the browser that asks", async () => {
  const { person, others } = await signedInThrice();
  expect((await person.submit(await sessions(person), { session: "others" })).status).toBe(303);
  expect(await Promise.all([person, ...others].map(isSignedIn))).toEqual([true, false, false]);
  expect(await sessions(person)).not.toContain("everywhere else");
});

test("nobody ends a session of another person, or without the page's form", async () => {
  const { person, others } = await signedInThrice();
  const stranger = await signedInThrice();
  const session = /name="session" value="(session_\d+)"/.exec(await sessions(person))![1]!;
  const { token } = formOf(await sessions(person));
  expect((await stranger.person.submit(await sessions(stranger.person), { session })).status).toBe(400);
  expect((await stranger.person.post("/account/sessions", { token: token!, session })).status).toBe(403);
  expect((await person.post("/account/sessions", { session })).status).toBe(403);
  expect(await isSignedIn(others[1])).toBe(true);
});
