import { expect, test } from "@jest/globals";
import { makeUser } from "../../src/cli/users.js";
import { password, startPages } from "../support/pagesApp.js";

const { orm, browser, mailbox } = await startPages();

/** Made by the operator, so that nobody has shown yet that the address is theirs. */
async function signedIn(email: string) {
  await makeUser(orm.em.fork(), { email, name: "Ann", password });
  const person = browser();
  await person.signIn(email);
  return person;
}

const confirmed = async (person: ReturnType<typeof browser>) =>
  !(await (await person.get("/account")).text()).includes("<dt>Confirmed</dt><dd>not yet</dd>");

async function askForMail(person: ReturnType<typeof browser>): Promise<Response> {
  const page = await (await person.get("/account")).text();
  return person.submit(
    `<main>${page.slice(page.indexOf('<form method="post" action="/account/verify-email"'))}`,
    {},
  );
}

test("the account page tells that the address is not confirmed, and sends a link that confirms it, once", async () => {
  const person = await signedIn("ann@example.com");
  expect(await confirmed(person)).toBe(false);
  const asked = await askForMail(person);
  expect([asked.status, asked.headers.get("location")]).toEqual([303, "/account?done=mail"]);
  const link = await mailbox.link("ann@example.com");
  const opened = await person.get(link);
  expect([opened.status, opened.headers.get("location")]).toEqual([303, "/account?done=verified"]);
  expect(await confirmed(person)).toBe(true);
  expect(await (await person.get("/account")).text()).not.toContain("Send me a mail");
  expect((await person.get(link)).status).toBe(404);
});

test("the link confirms nothing in a browser that is not signed in to that account", async () => {
  const person = await signedIn("bob@example.com");
  const stranger = await signedIn("eve@example.com");
  await askForMail(person);
  const link = await mailbox.link("bob@example.com");
  const guest = await browser().get(link);
  expect(guest.headers.get("location")).toBe(`/sign-in?return_to=${encodeURIComponent(link)}`);
  expect((await stranger.get(link)).status).toBe(403);
  expect([await confirmed(person), await confirmed(stranger)]).toEqual([false, false]);
  const later = browser();
  const back = await later.signIn("bob@example.com", guest.headers.get("location")!);
  expect((await later.follow(back)).status).toBe(200);
  expect(await confirmed(person)).toBe(true);
});

test("a password that came by mail confirms the address as well", async () => {
  const person = await signedIn("fay@example.com");
  await browser().fill("/forgot-password", { email: "fay@example.com" });
  await browser().fill(await mailbox.link("fay@example.com"), { password });
  await person.signIn("fay@example.com");
  expect(await confirmed(person)).toBe(true);
});

test("the mail is asked for with this browser's form, five times an hour at most", async () => {
  const person = await signedIn("gil@example.com");
  expect((await person.post("/account/verify-email", { token: "x" })).status).toBe(403);
  for (let n = 0; n < 5; n++) expect((await askForMail(person)).status).toBe(303);
  expect((await askForMail(person)).status).toBe(429);
});
