import { expect, test } from "@jest/globals";
import * as openid from "openid-client";
import { type MadeClient, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp({ settings: { REGISTRATION_HOSTS: "app.example" } });
const ann = await app.user("Ann");
const server = new URL(app.origin);
const insecure = { execute: [openid.allowInsecureRequests] };
const redirect_uri = "https://app.example/cb";

/** What openid-client makes of the metadata alone. */
function discover(
  { id, secret }: MadeClient,
  algorithm: "oidc" | "oauth2" = "oidc",
): Promise<openid.Configuration> {
  const auth = secret ? openid.ClientSecretPost(secret) : openid.None();
  return openid.discovery(server, id, undefined, auth, { ...insecure, algorithm });
}

async function makeRequest() {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier,
    expectedState: openid.randomState(),
    expectedNonce: openid.randomNonce(),
  };
  const parameters = {
    redirect_uri,
    scope: "openid foods:read",
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  };
  return { parameters, checks };
}

/** From the address of a request to tokens, and on through refresh, a request to the API, introspection, revocation. */
async function live(config: openid.Configuration, url: URL, checks: openid.AuthorizationCodeGrantChecks) {
  const tokens = await openid.authorizationCodeGrant(config, await app.allow(url, ann), checks);
  expect(tokens.claims()).toMatchObject({ sub: `user_${ann}`, iss: app.origin });
  const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token!);
  const me = new URL("/api/me", server);
  expect((await openid.fetchProtectedResource(config, refreshed.access_token, me, "GET")).status).toBe(200);
  await openid.tokenRevocation(config, refreshed.refresh_token!);
  await expect(openid.refreshTokenGrant(config, refreshed.refresh_token!)).rejects.toMatchObject({
    error: "invalid_grant",
  });
}

test.each(["oidc", "oauth2"] as const)(
  "a web application by discovery (%s), code with PKCE, refresh",
  async (kind) => {
    const config = await discover(await app.client({ gpt: false, redirectUris: [redirect_uri] }), kind);
    const { parameters, checks } = await makeRequest();
    await live(config, openid.buildAuthorizationUrl(config, parameters), checks);
  },
);

test("the same with a pushed request", async () => {
  const config = await discover(await app.client({ gpt: false, redirectUris: [redirect_uri] }));
  const { parameters, checks } = await makeRequest();
  const url = await openid.buildAuthorizationUrlWithPAR(config, parameters);
  expect([...url.searchParams.keys()].sort()).toEqual(["client_id", "request_uri"]);
  await live(config, url, checks);
});

test("an app that registers itself", async () => {
  const metadata = { client_name: "App", redirect_uris: [redirect_uri], token_endpoint_auth_method: "none" };
  const config = await openid.dynamicClientRegistration(server, metadata, openid.None(), insecure);
  const { parameters, checks } = await makeRequest();
  await live(config, openid.buildAuthorizationUrl(config, parameters), checks);
});

test("a script that acts for itself", async () => {
  const machine = await app.client({ gpt: false, redirectUris: [], clientCredentials: true });
  const config = await discover(machine);
  const { access_token, expires_in } = await openid.clientCredentialsGrant(config, { scope: "foods:read" });
  expect(expires_in).toBe(3600);
  expect(await openid.tokenIntrospection(config, access_token)).toMatchObject({
    active: true,
    client_id: machine.id,
  });
  await openid.tokenRevocation(config, access_token);
  expect(await openid.tokenIntrospection(config, access_token)).toEqual({ active: false });
});

test("a device, which asks until its person has answered", async () => {
  const tv = await app.client({ public: true, device: true, redirectUris: [] });
  const config = await discover(tv);
  const begun = await openid.initiateDeviceAuthorization(config, { scope: "foods:read" });
  const polling = openid.pollDeviceAuthorizationGrant(config, begun);
  const browser = app.browser();
  const { token } = (await (await browser.get(new URL(begun.verification_uri).pathname)).json()) as {
    token: string;
  };
  const fields = { xsrf: token, confirm: "yes", user_code: begun.user_code };
  const ended = await app.answer(await browser.post("/oauth/device", fields), ann, browser);
  expect(ended.pathname).toMatch(/^\/oauth\/device\//);
  const tokens = await polling;
  expect((await app.me(tokens.access_token)).body).toMatchObject({ userId: ann, clientId: tv.id });
  expect((await openid.refreshTokenGrant(config, tokens.refresh_token!)).access_token).toEqual(
    expect.any(String),
  );
});

test("none of this was a failure of ours", () => {
  expect(app.failures).toEqual([]);
});
