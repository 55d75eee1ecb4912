import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { setTier } from "../../src/cli/users.js";
import { createClient } from "../../src/oauth/clients.js";
import { apiScopes } from "../../src/oauth/scopes.js";
import { Tiers } from "../../src/users/tiers.js";
import { credentials, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const gpt = await app.client();
const folder = await mkdtemp(join(tmpdir(), "larder-tiers-"));
await writeFile(join(folder, "tiers.json"), JSON.stringify({ team: { fullPanel: true } }));
const own = await startOauthApp({ settings: { TIERS_FILE: join(folder, "tiers.json") } });
await rm(folder, { recursive: true });
const wide = "foods:read nutrients:read";

const tierOf = (user: number, tier: string) => setTier(app.orm.em.fork(), new Tiers(), `user_${user}`, tier);

async function premium(): Promise<number> {
  const user = await app.user();
  await tierOf(user, "premium");
  return user;
}

/** The scopes that a door sees. */
async function seen(token: string): Promise<unknown> {
  await new Promise((done) => setTimeout(done, 1100));
  return (await app.me(token)).body.scopes;
}

test("every scope is in some tier, and every tier has known scopes only", () => {
  const included = new Tiers().all.flatMap(({ scopes }) => [...scopes]);
  expect(new Set(included)).toEqual(new Set(apiScopes));
});

test("S16 what the tier does not include is shown as such, not granted, and the token's answer says so", async () => {
  const ann = await app.user();
  const browser = app.browser();
  const signIn = await browser.follow(await browser.get(app.authorizeUrl(gpt, { scope: wide })));
  const back = await browser.post(new URL(signIn.url).pathname, { user: String(ann) });
  const due = await (await browser.follow(back)).json();
  expect(due.scopes).toEqual([
    expect.objectContaining({ name: "foods:read", isIncluded: true }),
    expect.objectContaining({ name: "nutrients:read", isIncluded: false }),
  ]);
  const tokens = await app.tokens(gpt, ann, { scope: wide });
  expect(tokens.scope).toBe("foods:read");
  expect((await app.me(tokens.access_token)).body.scopes).toEqual(["foods:read"]);
  expect((await app.refresh(gpt, tokens.refresh_token)).body.scope).toBe("foods:read");
  const introspected = await app.post("/oauth/introspect", {
    token: tokens.access_token,
    ...credentials(gpt),
  });
  expect(introspected.body.scope).toBe("foods:read");
});

test("7 nobody is asked again for what their tier does not include, until it does", async () => {
  const ann = await app.user();
  const browser = app.browser();
  await app.code(gpt, ann, { scope: wide }, browser);
  const again = await browser.get(app.authorizeUrl(gpt, { scope: wide }));
  expect(new URL(again.headers.get("location")!).searchParams.has("code")).toBe(true);

  await tierOf(ann, "premium");
  const consent = await browser.follow(await browser.get(app.authorizeUrl(gpt, { scope: wide })));
  expect((await consent.json()).scopes).toEqual([
    expect.objectContaining({ name: "foods:read", isNew: false }),
    expect.objectContaining({ name: "nutrients:read", isNew: true, isIncluded: true }),
  ]);
});

test("a request for nothing that the tier includes is access_denied", async () => {
  const ann = await app.user();
  expect((await app.authorize(gpt, ann, { scope: "nutrients:read" })).get("error")).toBe("access_denied");
});

test("premium includes nutrients:read; what the tier loses, every token loses at once", async () => {
  const ann = await premium();
  const tokens = await app.tokens(gpt, ann, { scope: wide });
  expect(tokens.scope).toBe(wide);
  expect((await app.me(tokens.access_token)).body.scopes).toEqual(["foods:read", "nutrients:read"]);

  await tierOf(ann, "free");
  expect(await seen(tokens.access_token)).toEqual(["foods:read"]);
  const refreshed = await app.refresh(gpt, tokens.refresh_token);
  expect(refreshed.body.scope).toBe("foods:read");
  await tierOf(ann, "premium");
  expect(await seen(tokens.access_token)).toEqual(["foods:read", "nutrients:read"]);
});

test("a client that acts for itself has no tier: what it may ask for is the operator's to say", async () => {
  const wanted = { name: "Report", redirectUris: [], clientCredentials: true };
  const { id, secret } = await createClient(app.orm.em.fork(), wanted);
  const fields = { grant_type: "client_credentials", client_id: id, client_secret: secret!, scope: wide };
  expect((await app.post("/oauth/token", fields)).body.scope).toBe(wide);
});

test("a tier of the operator's own includes what their file says, and one that is gone what is free", async () => {
  const client = await own.client();
  const ann = await own.user();
  await setTier(own.orm.em.fork(), new Tiers({ team: new Tiers().of("premium") }), `user_${ann}`, "team");
  const { access_token, scope } = await own.tokens(client, ann, { scope: wide });
  expect(scope).toBe(wide);
  await own.orm.em.fork().execute("update users set tier = 'club'");
  await new Promise((done) => setTimeout(done, 1100));
  expect((await own.me(access_token)).body.scopes).toEqual(["foods:read"]);
  expect((await own.tokens(client, ann, { scope: wide })).scope).toBe("foods:read");
  expect(await new Tiers().lost(own.orm.em.fork())).toEqual([{ tier: "club", accounts: 1 }]);
});
