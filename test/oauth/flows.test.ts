import { expect, test } from "@jest/globals";
import * as oauth from "oauth4webapi";
import { AuthorizationCode } from "simple-oauth2";
import { startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const ann = await app.user("Ann");

test.each(["body", "header"] as const)(
  "simple-oauth2 gets, uses, refreshes and revokes tokens as a GPT does, credentials in the %s",
  async (authorizationMethod) => {
    const gpt = await app.client();
    const client = new AuthorizationCode({
      client: { id: gpt.id, secret: gpt.secret },
      auth: {
        tokenHost: app.origin,
        tokenPath: "/oauth/token",
        authorizePath: "/oauth/authorize",
        revokePath: "/oauth/revoke",
      },
      options: { authorizationMethod },
    });
    const redirect_uri = gpt.redirectUri;
    const answer = await app.allow(client.authorizeURL({ redirect_uri, scope: "", state: "s" }), ann);
    const token = await client.getToken({ code: answer.searchParams.get("code")!, redirect_uri });
    expect((await app.me(String(token.token.access_token))).status).toBe(200);
    const next = await token.refresh();
    expect(next.token).toMatchObject({ scope: "foods:read", refresh_token: expect.any(String) });
    await next.revokeAll();
    expect((await app.refresh(gpt, String(next.token.refresh_token))).status).toBe(400);
  },
);

test("oauth4webapi finds its way as a public client with PKCE, resource, issuer and id token checked", async () => {
  const spa = await app.client({ public: true });
  const insecure = { [oauth.allowInsecureRequests]: true };
  const issuer = new URL(app.origin);
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure }),
  );
  const client: oauth.Client = { client_id: spa.id };
  const verifier = oauth.generateRandomCodeVerifier();
  const url = new URL(server.authorization_endpoint!);
  url.search = String(
    new URLSearchParams({
      ...{ response_type: "code", client_id: spa.id, redirect_uri: spa.redirectUri, state: "s" },
      ...{ scope: "openid foods:read", resource: `${app.origin}/api`, nonce: "n" },
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    }),
  );
  const params = oauth.validateAuthResponse(server, client, await app.allow(url, ann), "s");
  const tokens = await oauth.processAuthorizationCodeResponse(
    server,
    client,
    await oauth.authorizationCodeGrantRequest(
      ...([server, client, oauth.None(), params, spa.redirectUri, verifier] as const),
      insecure,
    ),
    { expectedNonce: "n", requireIdToken: true },
  );
  expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub: `user_${ann}`, aud: spa.id });

  const { status } = await oauth.protectedResourceRequest(
    ...([tokens.access_token, "GET", new URL(`${app.origin}/api/me`)] as const),
    undefined,
    undefined,
    insecure,
  );
  expect(status).toBe(200);

  const refreshed = await oauth.processRefreshTokenResponse(
    server,
    client,
    await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token!, insecure),
  );
  const revoked = await oauth.revocationRequest(
    server,
    client,
    oauth.None(),
    refreshed.access_token,
    insecure,
  );
  await oauth.processRevocationResponse(revoked);
  expect((await app.me(refreshed.access_token)).status).toBe(401);
});

test("more token requests at once than the database has connections", async () => {
  const gpt = await app.client();
  const tokens = await Promise.all(Array.from({ length: 30 }, () => app.tokens(gpt, ann)));
  const answers = await Promise.all(tokens.map(({ refresh_token }) => app.refresh(gpt, refresh_token)));
  expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200));
});
