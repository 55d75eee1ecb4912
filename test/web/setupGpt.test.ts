import { expect, test } from "@jest/globals";
import { findEvents } from "../../src/audit/findEvents.js";
import { Client, secretMatches } from "../../src/oauth/Client.js";
import { User } from "../../src/users/User.js";
import { type Person, startPages } from "../support/pagesApp.js";

const { origin, orm, browser } = await startPages();
const operator = browser();
await operator.signUp("op@example.com", "Olive");
await orm.em.fork().nativeUpdate(User, { email: "op@example.com" }, { role: "operator" });
const { id: operatorId } = await orm.em.fork().findOneOrFail(User, { email: "op@example.com" });

const read = async (person: Person, path = "/setup/gpt") => (await person.get(path)).text();
const tokenOf = (page: string) => /name="token" value="([^"]*)"/.exec(page.slice(page.indexOf("<main")))![1]!;

/** Presses a button of the page with what was filled in. */
async function press(action: string, fields: Record<string, string> = {}) {
  const token = tokenOf(await read(operator));
  const answer = await operator.post("/setup/gpt", { token, action, ...fields });
  return { status: answer.status, location: answer.headers.get("location"), page: await answer.text() };
}

async function makeClient(name: string) {
  const { page } = await press("create", { name });
  const secret = /larder_secret_[\w-]+/.exec(page)![0];
  const client = await orm.em.fork().findOneOrFail(Client, { name });
  return { id: client.id, secret, page };
}

const lastEvent = async (clientId: string) => (await findEvents(orm.em.fork(), { clientId, limit: 1 }))[0];

test("strangers are asked to sign in, and people who operate nothing are refused", async () => {
  const stranger = await browser().get("/setup/gpt");
  expect([stranger.status, stranger.headers.get("location")]).toEqual([
    303,
    "/sign-in?return_to=%2Fsetup%2Fgpt",
  ]);
  const person = browser();
  await person.signUp("ann@example.com");
  const answer = await person.get("/setup/gpt");
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain("npx larder user set-role ann@example.com operator");
  const posted = await person.post("/setup/gpt", { action: "create", name: "Theirs" });
  expect(posted.status).toBe(403);
  expect(await orm.em.fork().count(Client)).toBe(0);
});

test("the check list says what ChatGPT would miss, and what to do", async () => {
  const page = await read(operator);
  expect(page.match(/<li class="amiss">/g)).toHaveLength(1);
  expect(page).toContain("ChatGPT calls https addresses only; set PUBLIC_URL to one.");
  expect(page).toMatch(/<li class="well">.*OpenAPI document/);
  expect(page).toMatch(/<li class="well">.*privacy policy/);
});

test("a client is made with its secret shown once, and the sheet has all that the editor asks for", async () => {
  const { id, secret, page } = await makeClient("My GPT");
  const { secretHash, requirePkce } = await orm.em.fork().findOneOrFail(Client, { id });
  expect([secretMatches(secretHash!, secret), requirePkce]).toEqual([true, false]);
  const later = await read(operator, `/setup/gpt?client=${id}`);
  expect(later).not.toContain("larder_secret_");
  for (const text of [page, later])
    for (const value of [
      id,
      `${origin}/openapi.json`,
      `${origin}/oauth/authorize`,
      `${origin}/oauth/token`,
      "foods:read",
    ])
      expect(text).toContain(`value="${value}" readonly`);
  expect(await lastEvent(id)).toMatchObject({
    action: "client-created",
    actor: "operator",
    user: `user_${operatorId}`,
    address: expect.stringMatching(/\/(24|48)$/),
  });
});

test("a callback is registered for both of ChatGPT's hosts, and can be removed", async () => {
  const { id } = await makeClient("With callback");
  const uri = "https://chatgpt.com/aip/g-abc123/oauth/callback";
  const other = "https://chat.openai.com/aip/g-abc123/oauth/callback";
  const added = await press("add-callback", { client: id, uri: ` ${uri}` });
  expect([added.status, added.location]).toEqual([303, `/setup/gpt?client=${id}`]);
  const uris = async () => (await orm.em.fork().findOneOrFail(Client, { id })).redirectUris;
  expect(await uris()).toEqual([other, uri]);
  expect(await lastEvent(id)).toMatchObject({ action: "client-updated", actor: "operator" });
  await press("remove-callback", { client: id, uri: other });
  expect(await uris()).toEqual([uri]);
});

test.each([
  "https://evil.example/aip/g-1/oauth/callback",
  "http://chatgpt.com/aip/g-1/oauth/callback",
  "nonsense",
  "",
])("%s is no callback of a GPT, and the page comes back with the reason", async (uri) => {
  const { id } = await makeClient(`For ${uri || "nothing"}`);
  const { status, page } = await press("add-callback", { client: id, uri });
  expect(status).toBe(400);
  expect(page).toContain("looks like https://chatgpt.com/aip/g-…/oauth/callback");
  expect((await orm.em.fork().findOneOrFail(Client, { id })).redirectUris).toEqual([]);
});

test("another secret ends the former", async () => {
  const { id, secret } = await makeClient("Lost");
  const { page } = await press("rotate-secret", { client: id });
  const next = /larder_secret_[\w-]+/.exec(page)![0];
  const { secretHash } = await orm.em.fork().findOneOrFail(Client, { id });
  expect([secretMatches(secretHash!, secret), secretMatches(secretHash!, next)]).toEqual([false, true]);
  expect(await lastEvent(id)).toMatchObject({ action: "client-secret-rotated", actor: "operator" });
});

test("a form of another site, a button that is none and a client that is none change nothing", async () => {
  const before = await orm.em.fork().count(Client);
  const forged = await operator.post("/setup/gpt", { token: "AAAA", action: "create", name: "Forged" });
  expect(forged.status).toBe(403);
  expect((await press("constructor", { name: "x" })).status).toBe(400);
  expect((await press("create", { name: "" })).page).toContain("1 to 80 printable characters");
  expect(
    (await press("add-callback", { client: "client_x", uri: "https://chatgpt.com/aip/g-1/oauth/callback" }))
      .status,
  ).toBe(404);
  expect((await operator.get("/setup/gpt?client=client_x")).status).toBe(404);
  expect(await orm.em.fork().count(Client)).toBe(before);
});

test("its one script is a file from here, and the policy allows no other", async () => {
  const answer = await operator.get("/setup/gpt");
  expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'.*script-src 'self'$/);
  const scripts = [...(await answer.text()).matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
  expect(scripts).toEqual([expect.stringMatching(/^<script src="\/assets\/copy-\w+\.js" defer>$/)]);
  const script = await operator.get(/src="([^"]+)"/.exec(scripts[0]!)![1]!);
  expect([script.status, script.headers.get("content-type")]).toEqual([
    200,
    expect.stringContaining("javascript"),
  ]);
});
