import { expect, test } from "@jest/globals";
import { commandLine } from "../../src/audit/record.js";
import { Client, type NewClient } from "../../src/oauth/Client.js";
import { withdrawConsent } from "../../src/oauth/Consent.js";
import { User } from "../../src/users/User.js";
import { formOf, type Person, password, startPages } from "../support/pagesApp.js";

const { origin, orm, browser } = await startPages();
const callback = "https://chatgpt.com/aip/g-1/oauth/callback";
let people = 0;
const newEmail = () => `person${people++}@example.com`;

async function makeClient(wanted: Partial<NewClient> = {}): Promise<string> {
  const { client } = Client.make({ name: "My GPT", gpt: true, redirectUris: [callback], ...wanted });
  const em = orm.em.fork();
  await em.persist(client).flush();
  return client.id;
}

const client = await makeClient();

function authorizeUrl(clientId = client, fields: Record<string, string> = {}): string {
  const query = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: callback,
    state: "xyz",
    ...fields,
  };
  return `/oauth/authorize?${new URLSearchParams(query)}`;
}

/** The page on which a request of an app ends up, after all redirects on this server. */
async function arrive(person: Person, url = authorizeUrl()) {
  return landing(person, await person.get(url));
}

async function landing(person: Person, first: Response) {
  const response = await person.follow(first);
  const path = new URL(response.url).pathname;
  return { response, path, page: response.status === 200 ? await response.text() : "" };
}

/** What the app is told at its callback. */
function told({ response }: { response: Response }): Record<string, string> {
  const location = response.headers.get("location");
  expect(location).toMatch(/^https:\/\/chatgpt\.com\/aip\/g-1\/oauth\/callback\?/);
  return Object.fromEntries(new URL(location!).searchParams);
}

/** A signed-in person before the consent page. */
async function atConsent(fields: Record<string, string> = {}) {
  const person = browser();
  const email = newEmail();
  await person.signUp(email);
  const { path, page } = await arrive(person, authorizeUrl(client, fields));
  expect(path).toMatch(/^\/consent\//);
  return { person, path, page, email };
}

test("a guest signs in, sees what the app asks for, allows it, and returns with a code and the state", async () => {
  const email = newEmail();
  await browser().signUp(email);
  const person = browser();
  const signIn = await arrive(person);
  expect(signIn.path).toMatch(/^\/sign-in\//);
  expect(signIn.page).toContain("to continue to <strong>My GPT</strong>");
  const consent = await landing(person, await person.submit(signIn.page, { email, password }));
  expect(consent.path).toMatch(/^\/consent\//);
  expect(consent.page).toContain("<q>My GPT</q>");
  expect(consent.page).toContain(email);
  expect(consent.page).toContain("<li>Look up foods and their label nutrients</li>");
  expect(consent.page).toContain("<strong>chatgpt.com</strong>");
  const answer = await person.submit(consent.page, { decision: "approve" });
  expect(answer.status).toBe(303);
  expect(told(await landing(person, answer))).toEqual({
    code: expect.any(String),
    state: "xyz",
    iss: origin,
  });
});

test("someone without an account signs up on the way, and the same request goes on", async () => {
  const person = browser();
  const signIn = await arrive(person);
  const signUp = /href="(\/sign-in\/[^"]+\/sign-up)"/.exec(signIn.page)![1]!;
  const email = newEmail();
  const consent = await landing(person, await person.fill(signUp, { name: "Ann", email, password }));
  expect(consent.path).toMatch(/^\/consent\//);
  const answer = await landing(person, await person.submit(consent.page, { decision: "approve" }));
  expect(told(answer)).toMatchObject({ code: expect.any(String), state: "xyz" });
});

test("a wrong password on the way asks again, and the same request goes on", async () => {
  const email = newEmail();
  await browser().signUp(email);
  const person = browser();
  const signIn = await arrive(person);
  const again = await person.submit(signIn.page, { email, password: "wrong password" });
  expect(again.status).toBe(400);
  const consent = await landing(person, await person.submit(await again.text(), { email, password }));
  expect(consent.path).toMatch(/^\/consent\//);
});

test("denying returns to the app with access_denied and no code", async () => {
  const { person, page } = await atConsent();
  const answer = told(await landing(person, await person.submit(page, { decision: "deny" })));
  expect(answer).toMatchObject({ error: "access_denied", state: "xyz" });
  expect(answer).not.toHaveProperty("code");
});

test("what was allowed once is not asked again, also in another browser", async () => {
  const { person, page, email } = await atConsent();
  await landing(person, await person.submit(page, { decision: "approve" }));
  expect(told(await arrive(person))).toHaveProperty("code");
  const other = browser();
  const signIn = await arrive(other);
  const answer = await landing(other, await other.submit(signIn.page, { email, password }));
  expect(told(answer)).toHaveProperty("code");
});

test("one more scope is asked for, marked as new", async () => {
  const { person, page } = await atConsent();
  await landing(person, await person.submit(page, { decision: "approve" }));
  const more = await arrive(person, authorizeUrl(client, { scope: "foods:read profile:read" }));
  expect(more.page).toContain("<li>Look up foods and their label nutrients</li>");
  expect(more.page).toMatch(/<li>See your name[^<]* <span class="tag">new<\/span><\/li>/);
});

test("disconnecting the app under connected apps makes it ask again", async () => {
  const { person, page } = await atConsent();
  await landing(person, await person.submit(page, { decision: "approve" }));
  const apps = await (await person.get("/account/apps")).text();
  expect(apps).toContain("<strong>My GPT</strong>");
  const answer = await person.submit(apps, { client });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/account/apps"]);
  expect(await (await person.get("/account/apps")).text()).toContain("No app is connected.");
  expect((await arrive(person)).path).toMatch(/^\/consent\//);
});

test("disconnecting ends the access of an app at once", async () => {
  const made = Client.make({ name: "Menu", gpt: true, redirectUris: [callback] });
  await orm.em.fork().persist(made.client).flush();
  const person = browser();
  await person.signUp(newEmail());
  const { page } = await arrive(person, authorizeUrl(made.client.id));
  const { code } = told(await landing(person, await person.submit(page, { decision: "approve" })));
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code: code!,
    redirect_uri: callback,
    client_id: made.client.id,
    client_secret: made.secret!,
  });
  const tokens = await (await fetch(`${origin}/oauth/token`, { method: "POST", body })).json();
  const ask = () =>
    fetch(`${origin}/api/foods/search?query=tofu`, {
      headers: { authorization: `Bearer ${(tokens as { access_token: string }).access_token}` },
    });
  expect((await ask()).status).toBe(200);
  await person.submit(await (await person.get("/account/apps")).text(), { client: made.client.id });
  expect((await ask()).status).toBe(401);
});

test("disconnecting what can be no app is refused", async () => {
  const { person, page } = await atConsent();
  await landing(person, await person.submit(page, { decision: "approve" }));
  const apps = await (await person.get("/account/apps")).text();
  expect((await person.submit(apps, { client: `${client}\0` })).status).toBe(400);
  expect(await (await person.get("/account/apps")).text()).toContain("<strong>My GPT</strong>");
});

test("77 and S36 nobody disconnects an app without the token of their own form", async () => {
  const { person, page, email } = await atConsent();
  await landing(person, await person.submit(page, { decision: "approve" }));
  const other = browser();
  await other.signUp(newEmail());
  const { token } = formOf(await (await person.get("/account/apps")).text());
  expect((await other.post("/account/apps", { token, client })).status).toBe(403);
  expect((await person.post("/account/apps", { client })).status).toBe(403);
  expect(await (await person.get("/account/apps")).text()).toContain("<strong>My GPT</strong>");
  const { id } = await orm.em.fork().findOneOrFail(User, { email });
  await withdrawConsent(orm.em.fork(), id, client, commandLine);
});

test.each(["empty", "wrong", "of another request"])(
  "5 and S36 a consent form whose token is %s is refused, and the request is destroyed",
  async (kind) => {
    const { person, path, page } = await atConsent();
    const tokens: Record<string, string> = {
      empty: "",
      wrong: "x".repeat(43),
      "of another request": formOf((await arrive(person, authorizeUrl())).page).token,
    };
    const forged = await person.post(path, { decision: "approve", token: tokens[kind]! });
    expect(forged.status).toBe(403);
    const after = await person.submit(page, { decision: "approve" });
    expect(after.status).toBe(404);
    expect(after.headers.get("location")).toBeNull();
  },
);

test("6 the same consent form sent twice is refused the second time", async () => {
  const { person, page } = await atConsent();
  const first = await person.submit(page, { decision: "approve" });
  expect(first.status).toBe(303);
  expect((await person.submit(page, { decision: "approve" })).status).toBe(400);
  expect(told(await landing(person, first))).toHaveProperty("code");
  expect((await person.submit(page, { decision: "approve" })).status).toBe(404);
});

test("a consent form without a decision decides nothing", async () => {
  const { person, page } = await atConsent();
  expect((await person.submit(page, { decision: "maybe" })).status).toBe(400);
  expect((await person.submit(page, {})).status).toBe(400);
  const answer = await landing(person, await person.submit(page, { decision: "approve" }));
  expect(told(answer)).toHaveProperty("code");
});

test("who signs out before deciding decides nothing", async () => {
  const { person, page, path } = await atConsent();
  const account = await (await person.get("/account")).text();
  const token = /action="\/sign-out"><input type="hidden" name="token" value="([^"]+)"/.exec(account)![1]!;
  await person.post("/sign-out", { token });
  expect((await person.get(path)).status).toBe(401);
  expect((await person.submit(page, { decision: "approve" })).status).toBe(403);
});

test("two pages of one app allowed in the same moment are both remembered", async () => {
  for (let round = 0; round < 5; round++) {
    const { person, page } = await atConsent({ scope: "foods:read" });
    const other = await arrive(person, authorizeUrl(client, { scope: "profile:read" }));
    const answers = [page, other.page].map((form) => person.submit(form, { decision: "approve" }));
    await Promise.all((await Promise.all(answers)).map((answer) => landing(person, answer)));
    const both = await arrive(person, authorizeUrl(client, { scope: "foods:read profile:read" }));
    expect(told(both)).toMatchObject({ code: expect.any(String) });
  }
});

test("prompt=login asks a signed-in person to sign in once more, and then goes on", async () => {
  const { person, email } = await atConsent();
  const again = await arrive(person, authorizeUrl(client, { prompt: "login" }));
  expect(again.path).toMatch(/^\/sign-in\//);
  expect(again.page).toContain(`value="${email}"`);
  const consent = await landing(person, await person.submit(again.page, { email, password }));
  expect(consent.path).toMatch(/^\/consent\//);
});

test("S35 an app's name is text on every page", async () => {
  const hostile = await makeClient({ name: `<script>alert("x")</script>` });
  const guest = await arrive(browser(), authorizeUrl(hostile));
  const person = browser();
  await person.signUp(newEmail());
  const consent = await arrive(person, authorizeUrl(hostile));
  for (const { page } of [guest, consent]) {
    expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
    expect(page).not.toContain("<script");
  }
});

test("40, S25 and S26 the pages of a request cannot be framed, stored or leaked, and let the form lead to the app", async () => {
  const { person, path } = await atConsent();
  const signIn = (await arrive(browser())).response;
  for (const { headers } of [await person.get(path), signIn]) {
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("access-control-allow-origin")).toBeNull();
    const policy = headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("form-action");
  }
});

test("a page of a request that never was is a 404, whatever is asked of it", async () => {
  const person = browser();
  await person.signUp(newEmail());
  for (const path of ["/sign-in/nothing", "/consent/nothing", "/sign-in/nothing/sign-up"]) {
    expect((await person.get(path)).status).toBe(404);
  }
});

test("what the account does not include is named apart, and without anything else there is nothing to allow", async () => {
  const mixed = await atConsent({ scope: "foods:read nutrients:read" });
  const [able, unable] = mixed.page.split("does not include");
  expect(able).toContain("Look up foods");
  expect(unable).toContain("See every nutrient");
  expect(able).toContain("(free)");

  const { page, person } = await atConsent({ scope: "nutrients:read" });
  expect(page).not.toContain('value="approve"');
  const answer = await person.follow(await person.submit(page, { decision: "deny" }));
  expect(new URL(answer.headers.get("location")!).searchParams.get("error")).toBe("access_denied");
});

test("S35 the name of an app that registered itself is text, and people are told that nobody has checked it", async () => {
  const registration = await fetch(`${origin}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "<b>Bank</b>", redirect_uris: ["https://claude.ai/cb"] }),
  });
  const { client_id } = (await registration.json()) as { client_id: string };
  const person = browser();
  await person.signUp(newEmail());
  const fields = {
    redirect_uri: "https://claude.ai/cb",
    code_challenge: "a".repeat(43),
    code_challenge_method: "S256",
  };
  const { page } = await arrive(person, authorizeUrl(client_id, fields));
  expect(page).toContain("&lt;b&gt;Bank&lt;/b&gt;");
  expect(page).toContain("Nobody here has checked this app");
  expect(page).toContain("<strong>claude.ai</strong>");
});
