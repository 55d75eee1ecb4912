import { expect, test } from "@jest/globals";
import { Client } from "../../src/oauth/Client.js";
import { formOf, type Person, password, startPages } from "../support/pagesApp.js";

const { origin, orm, browser, mailbox, logged } = await startPages();
const callback = "https://chatgpt.com/aip/g-1/oauth/callback";
const next = "another horse battery";
let people = 0;

async function signedUp() {
  const person = browser();
  const email = `person${people++}@example.com`;
  await person.signUp(email);
  return { person, email };
}

/** Sends one of the two forms of the account page. */
async function send(person: Person, action: string, fields: Record<string, string>): Promise<Response> {
  const page = await (await person.get("/account")).text();
  const form = page.slice(page.indexOf(`<form method="post" action="${action}"`));
  return person.submit(`<main>${form}`, fields);
}

async function signIn(email: string, attempt: string) {
  const person = browser();
  return { person, status: (await person.fill("/sign-in", { email, password: attempt })).status };
}

/** An app that this person has connected, with its tokens. */
async function connect(person: Person) {
  const { client, secret } = Client.make({ name: "Menu", gpt: true, redirectUris: [callback] });
  await orm.em.fork().persist(client).flush();
  const query = new URLSearchParams({ response_type: "code", client_id: client.id, redirect_uri: callback });
  const consent = await person.follow(await person.get(`/oauth/authorize?${query}`));
  const answer = await person.follow(await person.submit(await consent.text(), { decision: "approve" }));
  const code = new URL(answer.headers.get("location")!).searchParams.get("code")!;
  const token = (fields: Record<string, string>) =>
    fetch(`${origin}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({ client_id: client.id, client_secret: secret!, ...fields }),
    });
  const tokens = (await (
    await token({ grant_type: "authorization_code", code, redirect_uri: callback })
  ).json()) as { access_token: string; refresh_token: string };
  return {
    async access() {
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      return (await fetch(`${origin}/api/foods/search?query=tofu`, { headers })).status;
    },
    async refresh() {
      return (await token({ grant_type: "refresh_token", refresh_token: tokens.refresh_token })).status;
    },
  };
}

test("S20 another password ends every other session and every app's tokens, at once", async () => {
  const { person, email } = await signedUp();
  const { person: elsewhere } = await signIn(email, password);
  const app = await connect(person);
  expect(await app.access()).toBe(200);

  const answer = await send(person, "/account/password", { password, next });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/account?done=password"]);
  expect(await (await person.get("/account?done=password")).text()).toContain("Your password is changed.");
  expect((await mailbox.next(email)).subject).toBe("Your Larder password was changed");
  expect((await elsewhere.get("/account")).status).toBe(303);
  expect([await app.access(), await app.refresh()]).toEqual([401, 400]);
  expect((await signIn(email, password)).status).toBe(400);
  expect((await signIn(email, next)).status).toBe(303);
});

test.each([
  ["the present one is wrong", { password: "wrong password", next }, "Your present password is wrong."],
  ["the new one is short", { password, next: "short" }, "at least 8 characters"],
  ["the new one is in everybody's list", { password, next: "Password1" }, "one of the most used"],
])("a password is not changed where %s", async (_why, fields, reason) => {
  const { person, email } = await signedUp();
  const answer = await send(person, "/account/password", fields);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(reason);
  expect((await signIn(email, password)).status).toBe(303);
});

test("the present password cannot be guessed from an open browser", async () => {
  const { person } = await signedUp();
  for (let attempt = 0; attempt < 10; attempt++) {
    expect((await send(person, "/account/delete", { password: "wrong password" })).status).toBe(400);
  }
  expect((await send(person, "/account/delete", { password })).status).toBe(429);
});

test("deleting the account ends it, its sessions, apps and tokens, and leaves nothing about the person", async () => {
  const { person, email } = await signedUp();
  const { person: elsewhere } = await signIn(email, password);
  const app = await connect(person);
  expect(await app.access()).toBe(200);

  const answer = await send(person, "/account/delete", { password });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
  for (const each of [person, elsewhere]) expect((await each.get("/account")).status).toBe(303);
  expect([await app.access(), await app.refresh()]).toEqual([401, 400]);
  expect((await signIn(email, password)).status).toBe(400);
  const em = orm.em.fork();
  expect(await em.execute("select 1 from users where email = ?", [email])).toEqual([]);
  for (const table of ["sessions", "oauth_consents", "oauth_artifacts"]) {
    const rows = await em.execute(
      `select 1 from ${table} where user_id is not null and user_id not in (select id from users)`,
    );
    expect(rows).toEqual([]);
  }
});

test("the export holds all that is kept about the person and no secret", async () => {
  const { person, email } = await signedUp();
  await connect(person);
  const answer = await person.get("/account/export");
  expect(answer.headers.get("content-disposition")).toContain('filename="larder-account.json"');
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({
    account: { id: expect.stringMatching(/^user_\d+$/), name: "Ann", email, tier: "free" },
    sessions: [{ createdAt: expect.any(String) }],
    apps: [{ name: "Menu", scopes: ["foods:read"] }],
  });
  expect(text).not.toMatch(/argon2|hash|secret/i);
});

test.each(["/account/password", "/account/delete"])(
  "%s without this browser's form changes nothing, and a guest signs in first",
  async (path) => {
    const { person, email } = await signedUp();
    const { token } = formOf(await (await browser().get("/sign-in")).text());
    expect((await person.post(path, { token, password, next })).status).toBe(403);
    expect((await signIn(email, password)).status).toBe(303);
    const guest = await browser().post(path, { password, next });
    expect(guest.headers.get("location")).toBe("/sign-in?return_to=%2Faccount");
  },
);

test("no password of this file is in the log, and nothing failed", () => {
  expect(logged.join("")).not.toMatch(/horse battery/);
  expect(logged.filter((line) => line.includes('"level":50'))).toEqual([]);
});
