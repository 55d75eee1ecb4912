import { describe, expect, test } from "@jest/globals";
import { consentedScopes } from "../../src/oauth/Consent.js";
import { updateClient } from "../../src/oauth/clients.js";
import { callback, type MadeClient, pkce, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const gpt = await app.client();
const web = await app.client({ gpt: false });
const spa = await app.client({ public: true });
const ann = await app.user("Ann");

const get = (client: MadeClient, fields?: Record<string, string>) =>
  app.browser().get(app.authorizeUrl(client, fields));

/** The error of a request that may be answered by a redirect. */
async function errorOf(response: Response): Promise<Record<string, string>> {
  const location = response.headers.get("location") ?? "";
  expect(location).toMatch(/^https:\/\/chat/);
  const url = new URL(location);
  return Object.fromEntries(
    url.searchParams.size > 0 ? url.searchParams : new URLSearchParams(url.hash.slice(1)),
  );
}

async function page(response: Response) {
  expect(response.headers.get("location")).toBeNull();
  expect(response.headers.get("content-type")).toContain("text/html");
  return { status: response.status, text: await response.text() };
}

const due = async (response: Response) => (await response.json()) as Record<string, unknown>;

describe("who is asked, and for what", () => {
  test("1 a signed-in user sees the client, where it leads and a line per scope", async () => {
    const browser = app.browser();
    await app.code(gpt, ann, { scope: "foods:read" }, browser);
    const other = await app.client({ name: "Meals <b>" });
    const asked = await due(
      await browser.follow(await browser.get(app.authorizeUrl(other, { scope: "foods:read profile:read" }))),
    );
    expect(asked).toMatchObject({
      prompt: "consent",
      client: { id: other.id, name: "Meals <b>" },
      redirectHost: "chatgpt.com",
      userId: ann,
      scopes: [
        { name: "foods:read", text: expect.stringContaining("foods"), isNew: true },
        { name: "profile:read", text: expect.stringContaining("e-mail"), isNew: true },
      ],
    });
  });

  test("2 a guest signs in first, and the same request goes on", async () => {
    const browser = app.browser();
    const asked = await browser.get(app.authorizeUrl(gpt, { state: "kept" }));
    expect(asked.status).toBe(303);
    expect(asked.headers.get("location")).toMatch(/^\/sign-in\/[\w-]{20,}$/);
    const answer = await app.authorize(gpt, ann, { state: "kept" }, browser);
    expect(answer.get("state")).toBe("kept");
  });

  test("3 allowing leads back with a code, the state and the issuer", async () => {
    const answer = await app.authorize(gpt, ann);
    expect(Object.fromEntries(answer)).toEqual({ code: expect.any(String), state: "xyz", iss: app.origin });
  });

  test("4 denying leads back with access_denied, the state and no code", async () => {
    const browser = app.browser();
    const consent = await toConsent(browser);
    const denied = await browser.follow(await browser.post(consent, { answer: "deny" }));
    expect(await errorOf(denied)).toEqual({
      error: "access_denied",
      error_description: "The user did not allow access.",
      state: "xyz",
      iss: app.origin,
    });
  });

  test("5 an abandoned request is destroyed", async () => {
    const browser = app.browser();
    const consent = await toConsent(browser);
    await browser.post(consent, { answer: "abandon" });
    expect((await browser.post(consent, { answer: "approve" })).status).toBe(404);
  });

  test("6 the same form sent twice is refused the second time", async () => {
    const browser = app.browser();
    const consent = await toConsent(browser);
    const first = await browser.post(consent, { answer: "approve" });
    expect(first.status).toBe(303);
    expect((await browser.post(consent, { answer: "approve" })).status).toBe(400);
    await browser.follow(first);
    expect((await browser.post(consent, { answer: "approve" })).status).toBe(404);
  });

  test("7 and 9 what was allowed once is not asked again, in another browser neither", async () => {
    const client = await app.client();
    const browser = app.browser();
    await app.code(client, ann, {}, browser);
    const again = await browser.get(app.authorizeUrl(client));
    expect(new URL(again.headers.get("location")!).searchParams.get("code")).toBeTruthy();

    const other = app.browser();
    const signIn = (await other.get(app.authorizeUrl(client))).headers.get("location")!;
    const back = await other.follow(await other.post(signIn, { user: String(ann) }));
    expect(new URL(back.headers.get("location")!).searchParams.get("code")).toBeTruthy();
  });

  test("8 one more scope is asked for, and only that is new", async () => {
    const client = await app.client();
    const browser = app.browser();
    await app.code(client, ann, { scope: "foods:read" }, browser);
    const url = app.authorizeUrl(client, { scope: "foods:read profile:read" });
    const asked = await due(await browser.follow(await browser.get(url)));
    expect(asked).toMatchObject({ scopes: [{ isNew: false }, { name: "profile:read", isNew: true }] });
  });

  test("10 to 14 prompt decides what is asked", async () => {
    const client = await app.client();
    const browser = app.browser();
    const prompt = (value: string) => browser.get(app.authorizeUrl(client, { prompt: value }));
    expect(await errorOf(await prompt("none"))).toMatchObject({ error: "login_required", state: "xyz" });
    await app.code(gpt, ann, {}, browser);
    expect(await errorOf(await prompt("none"))).toMatchObject({ error: "consent_required", state: "xyz" });
    await app.code(client, ann, {}, browser);
    expect(await errorOf(await prompt("none"))).toMatchObject({ code: expect.any(String) });
    expect((await prompt("consent")).headers.get("location")).toMatch(/^\/consent\//);
    const signIn = (await prompt("login")).headers.get("location")!;
    expect(await due(await browser.get(signIn))).toMatchObject({ prompt: "login", mustSignInAgain: true });
    const back = await browser.follow(await browser.post(signIn, { user: String(ann) }));
    expect(await errorOf(back)).toMatchObject({ code: expect.any(String) });
  });

  test("a native app's user is asked each time, for any program may pretend to be it", async () => {
    const cli = await app.client({ public: true, redirectUris: ["http://127.0.0.1/cb"] });
    const browser = app.browser();
    const { params } = pkce();
    await app.code(cli, ann, params, browser);
    const again = await browser.get(app.authorizeUrl(cli, params));
    expect(again.headers.get("location")).toMatch(/^\/consent\//);
  });

  test("15 an unknown prompt, or none beside another, is invalid_request", async () => {
    expect(await errorOf(await get(gpt, { prompt: "none login" }))).toMatchObject({
      error: "invalid_request",
    });
    expect(await errorOf(await get(gpt, { prompt: "dance" }))).toMatchObject({ error: "invalid_request" });
  });

  test("16 a first-party client asks nobody, unless it says so, and is among the connected apps", async () => {
    const own = await app.client({ gpt: false, firstParty: true });
    const browser = app.browser();
    await app.code(gpt, ann, {}, browser);
    const start = (fields = {}) => browser.get(app.authorizeUrl(own, { ...pkce().params, ...fields }));
    expect(await errorOf(await start())).toMatchObject({ code: expect.any(String) });
    expect(await errorOf(await start({ prompt: "none", scope: "profile:read" }))).toMatchObject({
      code: expect.any(String),
    });
    expect((await start({ prompt: "consent" })).headers.get("location")).toMatch(/^\/consent\//);
    const consent = await consentedScopes(app.orm.em.fork(), ann, own.id);
    expect([...consent].sort()).toEqual(["foods:read", "profile:read"]);
  });

  test("signing out on our pages signs out here as well", async () => {
    const browser = app.browser();
    await app.code(gpt, ann, {}, browser);
    await browser.post("/sign-out");
    const asked = await due(await browser.follow(await browser.get(app.authorizeUrl(gpt))));
    expect(asked).toMatchObject({ prompt: "login", mustSignInAgain: false, userId: null });
  });

  test("after one has signed out, another signs in in the same browser", async () => {
    const browser = app.browser();
    await app.code(gpt, ann, {}, browser);
    await browser.post("/sign-out");
    const bob = await app.user("Bob");
    const { body } = await app.redeem(gpt, await app.code(gpt, bob, {}, browser));
    expect((await app.me(String(body.access_token))).body).toMatchObject({ userId: bob });
  });

  test("who signs out while asked to consent cannot consent", async () => {
    const browser = app.browser();
    const consent = await toConsent(browser);
    await browser.post("/sign-out");
    expect((await browser.post(consent, { answer: "approve" })).status).toBe(401);
  });

  test("who signs out after consenting, before the answer is fetched, signs in again", async () => {
    const browser = app.browser();
    const consent = await toConsent(browser);
    const resume = (await browser.post(consent, { answer: "approve" })).headers.get("location")!;
    await browser.post("/sign-out");
    expect((await browser.get(resume)).headers.get("location")).toMatch(/^\/sign-in\//);
  });

  test("another person may sign in over a live session", async () => {
    const bob = await app.user("Bob");
    const browser = app.browser();
    const { access_token } = await app.tokens(gpt, ann);
    await app.code(gpt, ann, {}, browser);
    const code = await app.code(gpt, bob, { prompt: "login" }, browser);
    const { body } = await app.redeem(gpt, code);
    expect((await app.me(String(body.access_token))).body).toMatchObject({ userId: bob });
    expect((await app.me(access_token)).body).toMatchObject({ userId: ann });
  });

  async function toConsent(browser: ReturnType<typeof app.browser>): Promise<string> {
    const client = await app.client();
    const signIn = (await browser.get(app.authorizeUrl(client))).headers.get("location")!;
    const resume = await browser.post(signIn, { user: String(ann) });
    const back = await browser.get(resume.headers.get("location")!);
    return back.headers.get("location")!;
  }
});

describe("a bad client or redirect URI is a page and never a redirect", () => {
  test("17 unknown client_id", async () => {
    const { status, text } = await page(await get({ ...gpt, id: "client_nobody" }));
    expect(status).toBe(400);
    expect(text).toContain("client_nobody");
  });

  test("18 missing client_id", async () => {
    expect((await page(await app.browser().get("/oauth/authorize?response_type=code"))).status).toBe(400);
  });

  test("19 revoked client", async () => {
    const client = await app.client();
    await app.orm.em.fork().execute("update oauth_clients set revoked_at = now() where id = ?", [client.id]);
    expect((await page(await get(client))).status).toBe(400);
  });

  test("20 an unregistered redirect URI is named, with the command that registers it", async () => {
    const redirectUri = "https://chatgpt.com/aip/g-2/oauth/callback?a='b'";
    const { status, text } = await page(await get({ ...gpt, redirectUri }));
    expect(status).toBe(400);
    expect(text).toContain("https://chatgpt.com/aip/g-2/oauth/callback");
    expect(text).toContain(`npx larder client add-redirect ${gpt.id}`);
    expect(text).toContain("%27b%27");
  });

  test.each([
    `${callback}?more=1`,
    `${callback}/`,
    "https://chatgpt.com:444/aip/g-1/oauth/callback",
    callback.replace("callback", "Callback"),
    callback.replace("https:", "http:"),
    "javascript:alert(1)",
  ])("21 and S1 %s is not what is registered", async (redirectUri) => {
    expect((await page(await get({ ...gpt, redirectUri }))).status).toBe(400);
  });

  test("22 a native app listens on any loopback port, on the registered path only", async () => {
    const cli = await app.client({ public: true, redirectUris: ["http://127.0.0.1/cb", "http://[::1]/cb"] });
    const { params } = pkce();
    for (const redirectUri of ["http://127.0.0.1:51004/cb", "http://[::1]:51004/cb"]) {
      expect((await get({ ...cli, redirectUri }, params)).status).toBe(303);
    }
    const elsewhere = { ...cli, redirectUri: "http://127.0.0.1:51004/other" };
    expect((await page(await get(elsewhere, params))).status).toBe(400);
  });

  test("20 a program that asks for JSON gets the protocol's own word", async () => {
    const json = { accept: "application/json" };
    const error = async (path: string) => (await app.browser().get(path, json)).json();
    expect(await error(app.authorizeUrl(gpt, { redirect_uri: "https://example.com/cb" }))).toMatchObject({
      error: "invalid_redirect_uri",
    });
    expect(await error(app.authorizeUrl({ ...gpt, id: "client_x" }))).toMatchObject({
      error: "invalid_client",
    });
  });

  test("23 and 24 a missing redirect URI is the only registered one, or an error", async () => {
    const one = await app.client({ redirectUris: [callback] });
    const without = (client: MadeClient) =>
      app.browser().get(`/oauth/authorize?response_type=code&client_id=${client.id}`);
    expect((await without(one)).headers.get("location")).toMatch(/^\/sign-in\//);
    expect((await page(await without(gpt))).status).toBe(400);
  });

  test("a GPT that has no redirect URI yet is told how to register it", async () => {
    const fresh = await app.client({ redirectUris: [] });
    const { text } = await page(await get({ ...fresh, redirectUri: callback }));
    expect(text).toContain(`npx larder client add-redirect ${fresh.id}`);
  });
});

describe("a bad request leads back with its error", () => {
  test.each([
    ["25 without response_type", { response_type: "" }, "invalid_request"],
    ["26 with response_type=token", { response_type: "token" }, "unsupported_response_type"],
    ["27 with an unknown scope", { scope: "foods:read foods:eat" }, "invalid_scope"],
    [
      "33 with a plain challenge",
      { code_challenge: "a".repeat(43), code_challenge_method: "plain" },
      "invalid_request",
    ],
    ["34 with a challenge but no method", { code_challenge: "a".repeat(43) }, "invalid_request"],
    [
      "35 with a challenge of 42 characters",
      { ...pkce().params, code_challenge: "a".repeat(42) },
      "invalid_request",
    ],
    [
      "35 with a challenge of 129 characters",
      { ...pkce().params, code_challenge: "a".repeat(129) },
      "invalid_request",
    ],
    [
      "35 with odd characters in the challenge",
      { ...pkce().params, code_challenge: "ä".repeat(43) },
      "invalid_request",
    ],
    ["36 with an unknown method", { ...pkce().params, code_challenge_method: "S512" }, "invalid_request"],
    ["39 for a resource of somebody else", { resource: "https://example.com/api" }, "invalid_target"],
    ["with a NUL", { nonsense: "", login_hint: "\0" }, "invalid_request"],
  ])("%s", async (_rule, fields, error) => {
    const answer = await errorOf(await get(gpt, fields as unknown as Record<string, string>));
    expect(answer).toMatchObject({ error, state: "xyz", iss: app.origin });
    expect(answer.code).toBeUndefined();
  });

  test("28 a scope beyond what the client may ask for", async () => {
    const foodsOnly = await app.client({ scopes: ["foods:read"] });
    const answer = await errorOf(await get(foodsOnly, { scope: "foods:read profile:read" }));
    expect(answer).toMatchObject({ error: "invalid_scope", scope: "profile:read" });
  });

  test.each<Record<string, string>>([{ scope: "" }, {}])(
    "29 without scope (%j) foods:read is given, and the answer says so",
    async (fields) => {
      expect(await app.tokens(gpt, ann, fields)).toMatchObject({ scope: "foods:read" });
    },
  );

  test("openid and offline_access are accepted", async () => {
    const tokens = await app.tokens(gpt, ann, { scope: "openid offline_access foods:read profile:read" });
    expect(tokens).toMatchObject({ scope: "foods:read profile:read", id_token: expect.any(String) });
  });

  test("30 a state comes back as it went, and none does not come back", async () => {
    const state = `a b&c=d?e'f"g%20ü{id}\\u0041\\?`;
    expect((await app.authorize(gpt, ann, { state })).get("state")).toBe(state);
    const none = app.authorizeUrl(gpt).replace("&state=xyz", "");
    const browser = app.browser();
    await app.code(gpt, ann, {}, browser);
    expect(new URL((await browser.get(none)).headers.get("location")!).searchParams.has("state")).toBe(false);
  });

  test("31, 32, S6 and S9 all but a GPT must use PKCE", async () => {
    for (const client of [spa, web]) {
      expect(await errorOf(await get(client))).toMatchObject({ error: "invalid_request", state: "xyz" });
      expect((await get(client, pkce().params)).headers.get("location")).toMatch(/^\/sign-in\//);
    }
  });

  test("37 from a client that works without a browser is unauthorized_client, and nothing is remembered", async () => {
    const machine = await app.client({ gpt: false, clientCredentials: true });
    await updateClient(app.orm.em.fork(), machine.id, { grantTypes: ["client_credentials"] });
    const browser = app.browser();
    const answer = await errorOf(await browser.get(app.authorizeUrl(machine, pkce().params)));
    expect(answer).toMatchObject({ error: "unauthorized_client", state: "xyz" });
    expect(browser.values()).toEqual([]);
  });

  test("38 a parameter that comes twice", async () => {
    const response = await app.browser().get(`${app.authorizeUrl(gpt)}&scope=foods:read&scope=profile:read`);
    expect(await errorOf(response)).toMatchObject({ error: "invalid_request" });
  });

  test("40 nothing here is cached or shared with other origins", async () => {
    const response = await app.browser().get(app.authorizeUrl(gpt), { origin: "https://evil.example" });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("none of this was a failure of ours", () => {
    expect(app.failures).toEqual([]);
  });
});
