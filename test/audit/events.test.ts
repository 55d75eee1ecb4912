import { expect, test } from "@jest/globals";
import type { AuditEvent } from "../../src/audit/AuditEvent.js";
import { auditEvents } from "../../src/cli/auditCommand.js";
import { disconnect, listConsents } from "../../src/cli/consents.js";
import { revokeToken } from "../../src/cli/tokens.js";
import {
  disableUser,
  enableUser,
  findUser,
  makeUser,
  removeUser,
  resetPassword,
  setRole,
  setTier,
} from "../../src/cli/users.js";
import { createClient, revokeClient, rotateSecret, updateClient } from "../../src/oauth/clients.js";
import { rotateKeys } from "../../src/oauth/keys.js";
import { purge } from "../../src/oauth/purge.js";
import { Tiers } from "../../src/users/tiers.js";
import { type Person, password, startPages } from "../support/pagesApp.js";

const { origin, orm, browser, mailbox, logged } = await startPages();
const callback = "https://chatgpt.com/aip/g-1/oauth/callback";
const em = () => orm.em.fork();
let people = 0;

async function signedUp() {
  const email = `person${people++}@example.com`;
  const person = browser();
  await person.signUp(email);
  return { person, email };
}

/** What is recorded, oldest first. */
const recorded = async (filter: Partial<Parameters<typeof auditEvents>[1]>) =>
  (await auditEvents(em(), { limit: 100, ...filter })).reverse();
const actionsOf = async (filter: Parameters<typeof recorded>[0]) =>
  (await recorded(filter)).map(({ action }) => action);

async function send(person: Person, page: string, action: string, fields: Record<string, string>) {
  const text = await (await person.get(page)).text();
  return person.submit(`<main>${text.slice(text.indexOf(`action="${action}"`) - 20)}`, fields);
}

/** An app that the person has connected. */
async function connect(person: Person) {
  const made = await createClient(em(), { name: "Menu", gpt: true, redirectUris: [callback] });
  const post = async (path: string, fields: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: made.id, client_secret: made.secret!, ...fields });
    const answer = await fetch(origin + path, { method: "POST", body });
    return { status: answer.status, body: await answer.text() };
  };
  const query = new URLSearchParams({ response_type: "code", client_id: made.id, redirect_uri: callback });
  const consent = await person.follow(await person.get(`/oauth/authorize?${query}`));
  const answer = await person.follow(await person.submit(await consent.text(), { decision: "approve" }));
  const code = new URL(answer.headers.get("location")!).searchParams.get("code")!;
  const redeem = () =>
    post("/oauth/token", { grant_type: "authorization_code", code, redirect_uri: callback });
  const tokens = JSON.parse((await redeem()).body);
  return { id: made.id, post, redeem, tokens };
}

test("an account's life is recorded: who, what, when and from which network", async () => {
  const { person, email } = await signedUp();
  await browser().fill("/sign-in", { email, password: "wrong password" });
  await send(person, "/account", "/account/password", { password: "wrong password", next: "x" });
  await send(person, "/account", "/account/password", { password, next: "another horse battery" });
  await browser().fill("/forgot-password", { email });
  await browser().fill(await mailbox.link(email), { password });
  await person.signIn(email);
  await person.get("/account/export");
  await send(person, "/account", "/sign-out", {});
  const events = await recorded({ user: email });
  expect(events.map(({ action }) => action)).toEqual([
    ...["account-created", "sign-in", "sign-in-failed", "password-refused", "password-changed"],
    ...["password-reset", "sign-in", "data-exported", "sign-out"],
  ]);
  const { id } = await findUser(em(), email);
  for (const { user, at, address, actor, action } of events) {
    expect([user, address]).toEqual([id, expect.stringMatching(/^(127\.0\.0\.0\/24|0:0:0::\/48)$/)]);
    expect(Date.now() - at.getTime()).toBeLessThan(60_000);
    expect(actor).toBe(action === "sign-in-failed" ? "anyone" : "user");
  }
});

test("a sign-in with an address that has no account is recorded without what was typed", async () => {
  await browser().fill("/sign-in", { email: "my secret password", password: "x" });
  const [last] = await auditEvents(em(), { limit: 1 });
  expect(last).toMatchObject({ action: "sign-in-failed", user: null, detail: null });
});

test("a connection's life is recorded: allowed, got its tokens, disconnected", async () => {
  const { person, email } = await signedUp();
  const app = await connect(person);
  await app.post("/oauth/token", { grant_type: "refresh_token", refresh_token: app.tokens.refresh_token });
  await send(person, "/account/apps", "/account/apps", { client: app.id });
  const events = (await recorded({ user: email })).slice(2);
  expect(events.map(({ action, actor, client, detail }) => [action, actor, client, detail])).toEqual([
    ["consent-granted", "user", app.id, "foods:read"],
    ["authorization-granted", "client", app.id, "foods:read"],
    ["consent-withdrawn", "user", app.id, null],
  ]);
});

test.each([
  ["code", "token-reused"],
  ["refresh token", "token-reused"],
  ["revocation", "token-revoked"],
])("the end of tokens by a %s is recorded once", async (how, action) => {
  const { person, email } = await signedUp();
  const app = await connect(person);
  const refresh = { grant_type: "refresh_token", refresh_token: app.tokens.refresh_token };
  if (how === "code") await app.redeem();
  if (how === "revocation") await app.post("/oauth/revoke", { token: app.tokens.refresh_token });
  if (how === "refresh token") {
    await app.post("/oauth/token", refresh);
    await em().execute(
      "update oauth_artifacts set consumed_at = now() - interval '1 minute' where consumed_at is not null",
    );
    expect((await app.post("/oauth/token", refresh)).status).toBe(400);
  }
  expect((await app.post("/oauth/token", refresh)).status).toBe(400);
  const [event, ...more] = (await recorded({ user: email, client: app.id })).slice(2);
  expect(event).toMatchObject({ action, actor: "client", address: expect.stringContaining("/") });
  expect(more).toEqual([]);
});

test("of rivals for one code the record names the one that got tokens, and that they were ended", async () => {
  const { person, email } = await signedUp();
  const app = await connect(person);
  const query = new URLSearchParams({ response_type: "code", client_id: app.id, redirect_uri: callback });
  const answer = await person.follow(await person.get(`/oauth/authorize?${query}`));
  const code = new URL(answer.headers.get("location")!).searchParams.get("code")!;
  const fields = { grant_type: "authorization_code", code, redirect_uri: callback };
  await Promise.all([1, 2, 3, 4].map(() => app.post("/oauth/token", fields)));
  const after = (await actionsOf({ user: email })).slice(4);
  expect(after.filter((action) => action === "authorization-granted")).toHaveLength(1);
  expect(after.filter((action) => action === "token-reused")).toHaveLength(1);
});

test("what the operator does is recorded as theirs", async () => {
  const { id, email } = await makeUser(em(), { email: "kim@example.com", name: "Kim" });
  await setTier(em(), new Tiers(), email, "premium");
  await setRole(em(), email, "operator");
  await resetPassword(em(), email);
  await disableUser(em(), email);
  await enableUser(em(), email);
  const events = await recorded({ user: id });
  expect(events.map(({ action, detail }) => [action, detail])).toEqual([
    ["account-created", null],
    ["tier-changed", "premium"],
    ["role-changed", "operator"],
    ["password-reset", null],
    ["account-disabled", null],
    ["account-enabled", null],
  ]);
  expect(new Set(events.map(({ actor, address }) => `${actor} ${address}`))).toEqual(
    new Set(["operator null"]),
  );
});

test("a client's life and the keys' are recorded", async () => {
  const { person } = await signedUp();
  const app = await connect(person);
  await revokeToken(em(), app.tokens.access_token);
  await updateClient(em(), app.id, { name: "Card" });
  await rotateSecret(em(), app.id);
  await revokeClient(em(), app.id);
  expect(await actionsOf({ client: app.id })).toEqual([
    ...["client-created", "consent-granted", "authorization-granted", "token-revoked"],
    ...["client-updated", "client-secret-rotated", "client-revoked"],
  ]);
  await rotateKeys(em(), "a secret that is long enough for a test");
  expect(await actionsOf({ action: "keys-rotated" })).toEqual(["keys-rotated"]);
});

test("an act that fails leaves no record of it", async () => {
  await em().execute(
    `create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$;
     create trigger fail before insert on sessions for each row execute function fail()`,
  );
  const { email } = await makeUser(em(), { email: "lea@example.com", name: "Lea", password });
  expect((await browser().signIn(email)).status).toBe(500);
  await em().execute("drop trigger fail on sessions");
  expect(await actionsOf({ user: email })).toEqual(["account-created"]);
  expect(logged.splice(0).filter((line) => line.includes("disk full"))).toHaveLength(1);
});

test.each(["on the account page", "on the command line"])(
  "an account that was deleted %s leaves events that name nobody and no network",
  async (where) => {
    const { person, email } = await signedUp();
    await connect(person);
    const ids = (await recorded({ user: email })).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(3);
    if (where === "on the command line") await removeUser(em(), email);
    else await send(person, "/account", "/account/delete", { password });
    const rows = await em().execute<AuditEvent[]>(`select * from audit_events where id in (${ids})`);
    expect(rows).toHaveLength(ids.length);
    for (const row of rows) expect(row).toMatchObject({ user_id: null, address: null });
    const [last] = await auditEvents(em(), { limit: 1 });
    expect(last).toMatchObject({ action: "account-deleted", user: null, address: null, client: null });
  },
);

test("people see their own events, newest first and page by page, and nobody else's", async () => {
  const { person, email } = await signedUp();
  const app = await connect(person);
  const { id } = await findUser(em(), email);
  for (let n = 0; n < 55; n++) await setTier(em(), new Tiers(), id, n % 2 ? "free" : "premium");
  const first = await (await person.get("/account/activity")).text();
  expect(first.match(/<strong>Tier changed<\/strong>/g)).toHaveLength(50);
  expect(first).toContain("by whoever runs this server");
  const older = await (await person.get(/href="(\/account\/activity\?before=\d+)"/.exec(first)![1]!)).text();
  expect(older).toMatch(
    /App got its tokens<\/strong>: Menu[\s\S]*App allowed<\/strong>: Menu[\s\S]*Signed in/,
  );
  expect(older).not.toContain("Older");
  const other = await (await (await signedUp()).person.get("/account/activity")).text();
  expect(other).not.toContain("Menu");
  expect((await browser().get("/account/activity")).status).toBe(303);
  const exported = JSON.parse(await (await person.get("/account/export")).text());
  expect(exported.activity).toHaveLength(59);
  expect(exported.activity).toContainEqual(
    expect.objectContaining({ action: "consent-granted", app: "Menu", detail: "foods:read" }),
  );
  expect(app.id).toBeTruthy();
});

test("the operator finds events by account, client, action and time", async () => {
  const { email } = await signedUp();
  const since = new Date();
  await browser().signIn(email);
  expect(await actionsOf({ user: email, since })).toEqual(["sign-in"]);
  expect(await actionsOf({ user: email, action: "sign-in" })).toHaveLength(2);
  expect(await recorded({ user: email, limit: 1 })).toHaveLength(1);
  await expect(recorded({ user: "nobody@example.com" })).rejects.toThrow("There is no account");
});

test("events are kept for a year", async () => {
  const { email } = await signedUp();
  await em().execute(
    "update audit_events set at = now() - interval '366 days' where user_id = (select id from users where email = ?) and action = 'sign-in'",
    [email],
  );
  expect(await purge(em(), 168)).toMatchObject({ auditEvents: 1 });
  expect(await actionsOf({ user: email })).toEqual(["account-created"]);
});

test("an app that the operator disconnects loses its access, and the record says who did it", async () => {
  const { person, email } = await signedUp();
  const app = await connect(person);
  expect(await listConsents(em(), email)).toMatchObject([{ client: app.id, scopes: ["foods:read"] }]);
  expect(await disconnect(em(), email, app.id)).toMatchObject({ client: app.id });
  const refresh = { grant_type: "refresh_token", refresh_token: app.tokens.refresh_token };
  expect((await app.post("/oauth/token", refresh)).status).toBe(400);
  expect(await listConsents(em(), email)).toEqual([]);
  expect((await recorded({ client: app.id })).at(-1)).toMatchObject({
    action: "consent-withdrawn",
    actor: "operator",
  });
  await expect(disconnect(em(), email, app.id)).rejects.toThrow("has allowed");
});

test("an app that registers by itself, changes and leaves is recorded as its own doing", async () => {
  const send = async (method: string, path: string, body?: unknown, token?: string) => {
    const headers = {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    };
    return fetch(origin + path, { method, headers, body: body && JSON.stringify(body) } as RequestInit);
  };
  const wanted = { redirect_uris: [callback], token_endpoint_auth_method: "none" };
  const answer = await send("POST", "/oauth/register", wanted);
  const { client_id: id, registration_access_token: token } = (await answer.json()) as Record<string, string>;
  const path = `/oauth/register/${id}`;
  const changed = await send("PUT", path, { ...wanted, client_id: id, client_name: "Menu" }, token);
  const { registration_access_token: next } = (await changed.json()) as Record<string, string>;
  await send("DELETE", path, undefined, next ?? token);
  const events = await recorded({ client: id });
  expect(events.map(({ action, actor }) => [action, actor])).toEqual([
    ["client-created", "client"],
    ["client-updated", "client"],
    ["client-revoked", "client"],
  ]);
});
