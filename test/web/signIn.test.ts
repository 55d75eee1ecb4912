import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { formOf, password, startPages } from "../support/pagesApp.js";

const { origin, browser, logged } = await startPages();
let people = 0;
/** The session that an answer hands to the browser. */
const sessionOf = (answer: Response) =>
  answer.headers.getSetCookie().flatMap((line) => /^larder=([\w-]+)/.exec(line)?.[1] ?? [])[0];

const newEmail = () => `person${people++}@example.com`;

test("a person signs in with the e-mail in any case, and out again", async () => {
  const email = newEmail();
  await browser().signUp(email);
  const person = browser();
  expect((await person.signIn(` ${email.toUpperCase()} `)).status).toBe(303);
  const account = await (await person.get("/account")).text();
  const token = /action="\/sign-out"><input type="hidden" name="token" value="([^"]+)"/.exec(account)![1]!;
  const answer = await person.post("/sign-out", { token });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
  expect((await person.get("/account")).headers.get("location")).toBe("/sign-in?return_to=%2Faccount");
});

test("signing out ends the session itself, not only this browser's memory of it", async () => {
  const person = browser();
  const cookie = sessionOf(await person.signUp(newEmail()));
  const get = () =>
    fetch(`${origin}/account`, { headers: { cookie: `larder=${cookie}` }, redirect: "manual" });
  expect((await get()).status).toBe(200);
  const { token } = formOf(`<main ${(await (await person.get("/account")).text()).split("<header")[1]}`);
  await person.post("/sign-out", { token });
  expect((await get()).status).toBe(303);
});

test("each sign-in is a new session, and ends the one before in this browser", async () => {
  const email = newEmail();
  const person = browser();
  const form = await (await person.get("/sign-in")).text();
  const before = sessionOf(await person.signUp(email));
  const after = sessionOf(await person.submit(form, { email, password }));
  expect(after).toMatch(/^[\w-]{43}$/);
  expect(after).not.toBe(before);
  const old = await fetch(`${origin}/account`, {
    headers: { cookie: `larder=${before}` },
    redirect: "manual",
  });
  expect(old.status).toBe(303);
});

test("a wrong password and an unknown e-mail get the same answer, with the e-mail kept in the form", async () => {
  const email = newEmail();
  await browser().signUp(email);
  const wrong = await browser().fill("/sign-in", { email, password: "wrong password" });
  const unknown = await browser().fill("/sign-in", {
    email: "nobody@example.com",
    password: "wrong password",
  });
  expect([wrong.status, unknown.status]).toEqual([400, 400]);
  const [page, other] = [await wrong.text(), await unknown.text()];
  expect(page).toContain('role="alert">E-mail or password is wrong.<');
  expect(page).toContain(`value="${email}"`);
  const neutral = (text: string) => text.replaceAll(/[\w-]{43}|[\w.]+@example.com/g, "");
  expect(neutral(page)).toBe(neutral(other));
});

test.each(["ann@example.com\0", "ann", "\0", `${"a".repeat(300)}@example.com`])(
  "a sign-in with %j, which can be nobody's e-mail, gets the answer for an unknown one",
  async (email) => {
    const answer = await browser().signIn(email);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('role="alert">E-mail or password is wrong.<');
  },
);

test("a signed-in person who opens the sign-in page goes straight on", async () => {
  const person = browser();
  await person.signUp(newEmail());
  expect((await person.get("/sign-in?return_to=/privacy")).headers.get("location")).toBe("/privacy");
});

test("after signing in the browser returns to our own page it came from", async () => {
  const email = newEmail();
  await browser().signUp(email);
  const answer = await browser().signIn(email, "/sign-in?return_to=/account/apps%3Fa=1%26b=2");
  expect(answer.headers.get("location")).toBe("/account/apps?a=1&b=2");
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/a\r\nSet-Cookie: x=1",
  "\\\\evil.example",
  "javascript:alert(1)",
  "account",
])("S4 return_to %j leads nowhere but to the account", async (returnTo) => {
  const email = newEmail();
  await browser().signUp(email);
  const answer = await browser().signIn(email, `/sign-in?return_to=${encodeURIComponent(returnTo)}`);
  expect(answer.headers.get("location")).toBe("/account");
});

test("a sign-in form without this browser's token is refused, and signs nobody in", async () => {
  const email = newEmail();
  await browser().signUp(email);
  const foreign = formOf(await (await browser().get("/sign-in")).text()).token;
  const signUpToken = async (person: ReturnType<typeof browser>) =>
    formOf(await (await person.get("/sign-up")).text()).token;
  const person = browser();
  for (const token of [undefined, "", "x", foreign, await signUpToken(person)]) {
    const answer = await person.post("/sign-in", { email, password, ...(token !== undefined && { token }) });
    expect(answer.status).toBe(403);
    expect(sessionOf(answer)).toBeUndefined();
  }
});

test("fields sent as something else than text count as empty", async () => {
  const person = browser();
  const { token } = formOf(await (await person.get("/sign-in")).text());
  const answer = await person.post("/sign-in", { token, "email[a]": "x", "password[]": "y" });
  expect(answer.status).toBe(400);
});

test("the eleventh wrong password for an account has to wait, also from another browser", async () => {
  const email = newEmail();
  await browser().signUp(email);
  const wrong = () => browser().fill("/sign-in", { email, password: "wrong password" });
  for (let attempt = 0; attempt < 10; attempt++) expect((await wrong()).status).toBe(400);
  const answer = await browser().signIn(email.toUpperCase());
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(800);
  expect(await answer.text()).toContain("Too many attempts. Try again in 15 minutes.");
});

test("no password and no token of this file is in the log", () => {
  expect(logged.join("")).not.toContain(password);
  expect(logged.filter((line) => line.includes('"level":50'))).toEqual([]);
});

test("a form that is sent without any body has no fields", async () => {
  const { hostname, port, host } = new URL(origin);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  // `fetch` would send a length of none, which counts as a body.
  socket.write(`POST /sign-in HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1.1 403 .*This form is out of date/s);
});
