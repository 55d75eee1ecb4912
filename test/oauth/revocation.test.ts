import { describe, expect, test } from "@jest/globals";
import { credentials, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const gpt = await app.client();
const other = await app.client();
const ann = await app.user("Ann");

const revoke = (token: string, client = gpt) => app.post("/oauth/revoke", { token, ...credentials(client) });
const introspect = async (token: string, client = gpt) =>
  (await app.post("/oauth/introspect", { token, ...credentials(client) })).body;

const inactive = { active: false };

describe("revoking", () => {
  test("78 a refresh token ends both", async () => {
    const { access_token, refresh_token } = await app.tokens(gpt, ann);
    const answer = await revoke(refresh_token);
    expect(answer).toMatchObject({ status: 200, body: { text: "" } });
    expect(await introspect(access_token)).toEqual(inactive);
    expect(await introspect(refresh_token)).toEqual(inactive);
    expect((await app.refresh(gpt, refresh_token)).status).toBe(400);
  });

  test("79 an access token ends it", async () => {
    const { access_token } = await app.tokens(gpt, ann);
    expect((await revoke(access_token)).status).toBe(200);
    expect((await app.me(access_token)).status).toBe(401);
  });

  test("80 garbage or another client's token changes nothing and tells nothing", async () => {
    const { access_token, refresh_token } = await app.tokens(gpt, ann);
    for (const token of ["garbage", access_token, refresh_token]) {
      expect(await revoke(token, other)).toMatchObject({ status: 200, body: { text: "" } });
    }
    expect(await introspect(access_token)).toMatchObject({ active: true });
    expect((await app.refresh(gpt, refresh_token)).status).toBe(200);
  });

  test("81 needs the client's credentials and a token", async () => {
    const wrong = { ...gpt, secret: "wrong" };
    expect(await revoke("x", wrong)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    const none = await app.post("/oauth/revoke", credentials(gpt));
    expect(none).toMatchObject({ status: 400, body: { error: "invalid_request" } });
  });

  test("takes JSON as well", async () => {
    const { access_token } = await app.tokens(gpt, ann);
    const body = JSON.stringify({ token: access_token, ...credentials(gpt) });
    const headers = { "content-type": "application/json" };
    expect((await fetch(`${app.origin}/oauth/revoke`, { method: "POST", body, headers })).status).toBe(200);
    expect(await introspect(access_token)).toEqual(inactive);
  });
});

describe("introspecting", () => {
  test("82 an own token tells all about it", async () => {
    const { access_token, refresh_token } = await app.tokens(gpt, ann);
    const now = Math.floor(Date.now() / 1000);
    expect(await introspect(access_token)).toEqual({
      active: true,
      scope: "foods:read",
      client_id: gpt.id,
      sub: `user_${ann}`,
      aud: app.origin,
      iss: app.origin,
      iat: expect.any(Number),
      exp: expect.any(Number),
      token_type: "Bearer",
    });
    expect(((await introspect(access_token)).exp as number) - now).toBeLessThanOrEqual(3600);
    expect(await introspect(refresh_token)).toMatchObject({ active: true, scope: "foods:read" });
  });

  test("83 and 84 any other is inactive, and no more is said", async () => {
    const { access_token, refresh_token } = await app.tokens(gpt, ann);
    for (const token of [access_token, refresh_token, "garbage"]) {
      expect(await introspect(token, other)).toEqual(inactive);
    }
    await app.orm.em.fork().execute(
      `update oauth_artifacts set payload = payload || jsonb_build_object('exp', extract(epoch from now())::int - 1)
       where model = 'AccessToken'`,
    );
    expect(await introspect(access_token)).toEqual(inactive);
  });

  test("needs the client's credentials", async () => {
    const answer = await app.post("/oauth/introspect", {
      token: "x",
      client_id: gpt.id,
      client_secret: "wrong",
    });
    expect(answer).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  });
});

test("none of this was a failure of ours", () => {
  expect(app.failures).toEqual([]);
});
