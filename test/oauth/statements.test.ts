import { describe, expect, test } from "@jest/globals";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, SignJWT } from "jose";
import { callback, credentials, otherCallback, pkce, startOauthApp } from "../support/oauthApp.js";

// The statements of RFC 9700 and OAuth 2.1 that no other file holds; docs/oauth.md tells where the others are.

const app = await startOauthApp();
const gpt = await app.client();
const spa = await app.client({ public: true });
const ann = await app.user("Ann");
const em = () => app.orm.em.fork();

const askFor = { client_id: gpt.id, redirect_uri: callback };

test("S3 a bad redirect URI leads nowhere, whatever else is wrong with the request", async () => {
  const requests: Record<string, string>[] = [
    { scope: "foods:eat" },
    { response_type: "token" },
    { prompt: "none" },
  ];
  for (const more of requests) {
    const response = await app
      .browser()
      .get(app.authorizeUrl(gpt, { redirect_uri: "https://evil.example", ...more }));
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  }
});

test("S5 nobody is led to a client before they have signed in, whatever the request", async () => {
  for (const prompt of ["login", "consent", "login consent"]) {
    const response = await app.browser().get(app.authorizeUrl(gpt, { prompt }));
    expect(response.headers.get("location")).toMatch(/^\/sign-in\//);
  }
});

test("S10 a code lives a minute", async () => {
  await app.code(gpt, ann);
  const [row] = await em().execute<{ seconds: number }[]>(
    `select max(extract(epoch from expires_at - now()))::int as seconds from oauth_artifacts
     where model = 'AuthorizationCode'`,
  );
  expect(row!.seconds).toBeGreaterThan(50);
  expect(row!.seconds).toBeLessThanOrEqual(60);
});

test("S10 a code is bound to the redirect URI it was asked for, also where another is registered", async () => {
  const code = await app.code(gpt, ann);
  const answer = await app.redeem(gpt, code, { redirect_uri: otherCallback });
  expect(answer).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
});

test("S13 no token comes by way of the browser", async () => {
  for (const response_type of ["token", "id_token", "code token", "code id_token", "none"]) {
    const response = await app
      .browser()
      .get(app.authorizeUrl(gpt, { response_type, nonce: "n", scope: "openid" }));
    const location = response.headers.get("location") ?? "";
    expect(location).toContain("error=unsupported_response_type");
    expect(location).not.toMatch(/access_token|id_token=/);
  }
});

test("S18 a public client's spent refresh token ends the whole family as well", async () => {
  const { params, verifier } = pkce();
  const { body } = await app.redeem(spa, await app.code(spa, ann, params), { code_verifier: verifier });
  const second = await app.refresh(spa, String(body.refresh_token));
  expect(second.status).toBe(200);
  await em().execute("update oauth_artifacts set consumed_at = consumed_at - interval '11 seconds'");
  expect((await app.refresh(spa, String(body.refresh_token))).status).toBe(400);
  expect((await app.refresh(spa, String(second.body.refresh_token))).status).toBe(400);
  expect((await app.me(String(second.body.access_token))).status).toBe(401);
});

test("S19 a refresh token stays bound to its door", async () => {
  const tokens = await app.tokens(gpt, ann, { resource: `${app.origin}/api` });
  const other = await app.refresh(gpt, tokens.refresh_token, { resource: `${app.origin}/graphql` });
  expect(other).toMatchObject({ status: 400, body: { error: "invalid_target" } });
  const same = await app.refresh(gpt, tokens.refresh_token);
  expect((await app.me(String(same.body.access_token), "/graphql")).status).toBe(401);
  expect((await app.me(String(same.body.access_token))).status).toBe(200);
});

test("S21 every token, code and secret holds 256 random bits", async () => {
  const seen: string[] = [];
  for (let n = 0; n < 3; n++) {
    const code = await app.code(gpt, ann);
    const { body } = await app.redeem(gpt, code);
    seen.push(code, String(body.access_token), String(body.refresh_token));
    seen.push((await app.client()).secret.replace("larder_secret_", ""));
  }
  for (const text of seen) expect(text).toMatch(/^[\w-]{43}$/);
  expect(new Set(seen.map((text) => text.slice(0, 8))).size).toBe(seen.length);
});

describe("S23 who the client is is asked", () => {
  const { redirect_uri } = askFor;
  const requests: [string, Record<string, string>][] = [
    ["/oauth/token", { grant_type: "refresh_token", refresh_token: "x" }],
    ["/oauth/revoke", { token: "x" }],
    ["/oauth/introspect", { token: "x" }],
    ["/oauth/par", { response_type: "code", redirect_uri }],
  ];

  test.each(requests)("at %s, of a confidential client by its secret", async (path, fields) => {
    const answer = await app.post(path, { ...fields, client_id: gpt.id });
    expect(answer).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  });

  test.each(requests)("58 at %s in one way only", async (path, fields) => {
    const basic = Buffer.from(`${gpt.id}:${gpt.secret}`).toString("base64");
    const answer = await app.post(
      path,
      { ...fields, ...credentials(gpt) },
      { authorization: `Basic ${basic}` },
    );
    expect(answer).toMatchObject({ status: 400, body: { error: "invalid_request" } });
  });

  test.each(requests)("S31 and the answer of %s is not stored", async (path, fields) => {
    const answer = await app.post(path, { ...fields, ...credentials(gpt) });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test.each(requests)(
    "S34 38 at %s what comes twice is refused, and what nobody knows is passed over",
    async (path, fields) => {
      const all = Object.entries({ ...fields, ...credentials(gpt) });
      const post = async (more: [string, string][]) =>
        fetch(app.origin + path, { method: "POST", body: new URLSearchParams([...all, ...more]) });
      const usual = await post([]);
      expect((await post([["nobody_knows", "it"]])).status).toBe(usual.status);
      for (const [name, value] of all) {
        const twice = await post([[name, value]]);
        expect([name, twice.status]).toEqual([name, expect.any(Number)]);
        expect(twice.status).toBeGreaterThanOrEqual(400);
        expect(((await twice.json()) as { error: string }).error).toMatch(/^invalid_(request|client)$/);
      }
    },
  );
});

test.each([
  ["response_type", "code"],
  ["client_id", gpt.id],
  ["redirect_uri", callback],
  ["state", "xyz"],
  ["scope", "foods:read"],
  ["prompt", "login"],
  ["code_challenge", "a".repeat(43)],
])("38 %s that comes twice gets no code", async (name, value) => {
  const once = app.authorizeUrl(gpt, { scope: "foods:read", ...pkce().params, prompt: "login" });
  const response = await app.browser().get(`${once}&${new URLSearchParams({ [name]: value })}`);
  const location = response.headers.get("location");
  expect(location === null ? response.status : new URL(location).searchParams.get("error")).toEqual(
    location === null ? 400 : "invalid_request",
  );
});

test("S34 what nobody knows in a request is passed over", async () => {
  const answer = await app.authorize(gpt, ann, { nobody_knows: "it", audience: "https://elsewhere.example" });
  expect(answer.has("code")).toBe(true);
});

test("S27 after credentials were posted the browser is sent on by 303", async () => {
  const browser = app.browser();
  const signIn = (await browser.get(app.authorizeUrl(gpt))).headers.get("location")!;
  const sent = await browser.post(signIn, { user: String(ann) });
  expect(sent.status).toBe(303);
});

test("S28 every answer names the issuer, errors too", async () => {
  expect((await app.authorize(gpt, ann)).get("iss")).toBe(app.origin);
  const errors: Record<string, string>[] = [
    { scope: "foods:eat" },
    { prompt: "none" },
    { response_type: "token" },
  ];
  for (const fields of errors) {
    const location = (await app.browser().get(app.authorizeUrl(gpt, fields))).headers.get("location")!;
    const { searchParams, hash } = new URL(location);
    expect(searchParams.get("iss") ?? new URLSearchParams(hash.slice(1)).get("iss")).toBe(app.origin);
  }
});

test("S29 other origins read what is public, and nothing of the authorization endpoint", async () => {
  const origin = { origin: "https://evil.example" };
  const allowed = async (path: string, method = "GET") =>
    (await fetch(app.origin + path, { method, headers: origin, redirect: "manual" })).headers.get(
      "access-control-allow-origin",
    );
  for (const path of ["/oauth/jwks", "/.well-known/oauth-authorization-server"]) {
    expect(await allowed(path)).toBe("https://evil.example");
  }
  expect(await allowed(app.authorizeUrl(gpt))).toBeNull();
  expect(await allowed("/oauth/authorize", "OPTIONS")).toBeNull();
  expect(await allowed("/oauth/device")).toBeNull();
});

test("S33 an id token is signed by a key of the server, with its name, for the client alone", async () => {
  const { id_token } = (await app.tokens(gpt, ann, {
    scope: "openid foods:read",
    nonce: "n",
  })) as unknown as {
    id_token: string;
  };
  const keys = createRemoteJWKSet(new URL(`${app.origin}/oauth/jwks`));
  const { payload } = await jwtVerify(id_token, keys, {
    issuer: app.origin,
    audience: gpt.id,
    algorithms: ["ES256"],
    requiredClaims: ["exp", "iat", "sub", "nonce"],
  });
  expect(payload.sub).toBe(`user_${ann}`);
  expect(decodeProtectedHeader(id_token)).toMatchObject({ alg: "ES256", kid: expect.any(String) });
});

test("S33 no door takes a JWT, signed with what is public or with nothing", async () => {
  const claims = { sub: `user_${ann}`, scope: "foods:read profile:read", aud: app.origin, client_id: gpt.id };
  const signed = await new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
    .setIssuer(app.origin)
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode("x".repeat(32)));
  const [, payload] = signed.split(".");
  const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${payload}.`;
  for (const token of [signed, none]) expect((await app.me(token)).status).toBe(401);
});

test("S35 what an error says is printable ASCII, whatever was sent", async () => {
  const location = (await app.browser().get(app.authorizeUrl(gpt, { scope: 'ü"<script>\n' }))).headers.get(
    "location",
  )!;
  const description = new URL(location).searchParams.get("error_description");
  expect(description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
});

test("40 OPTIONS of the authorization endpoint allows nothing", async () => {
  const headers = { origin: "https://evil.example", "access-control-request-method": "GET" };
  const answer = await fetch(`${app.origin}/oauth/authorize`, { method: "OPTIONS", headers });
  expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
});

test("none of this was a failure of ours", () => {
  expect(app.failures).toEqual([]);
});
