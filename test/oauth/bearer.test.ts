import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { commandLine } from "../../src/audit/record.js";
import { withdrawConsent } from "../../src/oauth/Consent.js";
import { answerOf, credentials, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const gpt = await app.client();
const ann = await app.user("Ann");

const challenge = /^Bearer resource_metadata="[^"]+\/\.well-known\/oauth-protected-resource\/api"/;

describe("a door of the API", () => {
  test("73 refuses a missing, unknown, expired or misplaced token and says where to get one", async () => {
    const none = await answerOf(await fetch(`${app.origin}/api/me`));
    expect(none.status).toBe(401);
    expect(none.headers.get("www-authenticate")).toMatch(challenge);

    const { access_token, refresh_token } = await app.tokens(gpt, ann);
    for (const wrong of ["unknown", refresh_token]) {
      const { status, headers } = await app.me(wrong);
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toMatch(challenge);
      expect(headers.get("www-authenticate")).toContain('error="invalid_token"');
    }
    await app.orm.em
      .fork()
      .execute("update oauth_artifacts set expires_at = now() where model = 'AccessToken'");
    expect((await app.me(access_token)).status).toBe(401);
  });

  test("73 refuses a token that was made for another door", async () => {
    const forApi = await app.tokens(gpt, ann, { resource: `${app.origin}/api` });
    expect((await app.me(forApi.access_token)).status).toBe(200);
    expect((await app.me(forApi.access_token, "/graphql")).status).toBe(401);
    const forGraphql = await app.tokens(gpt, ann, { resource: `${app.origin}/graphql` });
    expect((await app.me(forGraphql.access_token)).status).toBe(401);
    expect((await app.me(forGraphql.access_token, "/graphql")).status).toBe(200);
  });

  test.each<Record<string, string>>([{}, { resource: app.origin }, { resource: `${app.origin}/` }])(
    "a token asked for with %j opens every door",
    async (fields) => {
      const { access_token } = await app.tokens(gpt, ann, fields);
      for (const path of ["/api/me", "/graphql"]) expect((await app.me(access_token, path)).status).toBe(200);
    },
  );

  test("a token cannot be exchanged for one of another door", async () => {
    const code = await app.code(gpt, ann, { resource: `${app.origin}/api` });
    const answer = await app.redeem(gpt, code, { resource: `${app.origin}/graphql` });
    expect(answer).toMatchObject({ status: 400, body: { error: "invalid_target" } });
  });

  test("75 and S14 takes the scheme in any letter case, and no token from the address", async () => {
    const { access_token } = await app.tokens(gpt, ann);
    expect((await app.me(access_token, "/api/me", "bearer")).status).toBe(200);
    expect((await fetch(`${app.origin}/api/me?access_token=${access_token}`)).status).toBe(401);
  });

  test("knows user, client, scopes and tier of a token", async () => {
    const { access_token } = await app.tokens(gpt, ann, { scope: "openid foods:read profile:read" });
    expect((await app.me(access_token)).body).toEqual({
      userId: ann,
      clientId: gpt.id,
      scopes: ["foods:read", "profile:read"],
      foodsRevision: { ownFoods: 0, foods: 0 },
      tier: "free",
      trustedDocumentsOnly: false,
    });
  });
});

describe("within a second a token ends", () => {
  /** Used right before, so that its answer is remembered. */
  async function endsAfter(token: string, end: () => Promise<unknown>): Promise<void> {
    expect((await app.me(token)).status).toBe(200);
    await end();
    await delay(1000);
    expect((await app.me(token)).status).toBe(401);
  }

  test("76 with its client", async () => {
    const client = await app.client();
    const { access_token } = await app.tokens(client, ann);
    await endsAfter(access_token, () =>
      app.orm.em.fork().execute("update oauth_clients set revoked_at = now() where id = ?", [client.id]),
    );
  });

  test("76 with its user", async () => {
    const eve = await app.user("Eve");
    const { access_token } = await app.tokens(gpt, eve);
    await endsAfter(access_token, () => app.orm.em.fork().execute("delete from users where id = ?", [eve]));
  });

  test("77 with the consent, and the next request asks again", async () => {
    const client = await app.client();
    const { access_token, refresh_token } = await app.tokens(client, ann);
    const others = await app.tokens(client, await app.user("Bob"));
    await endsAfter(access_token, () => withdrawConsent(app.orm.em.fork(), ann, client.id, commandLine));
    expect((await app.refresh(client, refresh_token)).status).toBe(400);
    expect((await app.me(others.access_token)).status).toBe(200);
    const browser = app.browser();
    await app.code(gpt, ann, {}, browser);
    expect((await browser.get(app.authorizeUrl(client))).headers.get("location")).toMatch(/^\/consent\//);
  });
});

test("a token that is used all the time is read anew, and ends within a second as well", async () => {
  const { access_token } = await app.tokens(gpt, ann);
  const isTaken = async () => (await app.me(access_token)).status === 200;
  for (let times = 0; times < 15; times++) {
    expect(await isTaken()).toBe(true);
    await delay(100);
  }
  await app.orm.em.fork().execute("delete from oauth_artifacts where model = 'AccessToken'");
  const ended = performance.now();
  while (await isTaken()) await delay(20);
  expect(performance.now() - ended).toBeLessThan(1000);
});

describe("at once a token ends, where it was used a moment before,", () => {
  async function isRefusedAfter(token: string, end: () => Promise<unknown>): Promise<void> {
    expect((await app.me(token)).status).toBe(200);
    await end();
    expect((await app.me(token)).status).toBe(401);
  }

  test("79 when its client revokes it", async () => {
    const { access_token } = await app.tokens(gpt, ann);
    await isRefusedAfter(access_token, () =>
      app.post("/oauth/revoke", { token: access_token, ...credentials(gpt) }),
    );
  });

  test("48 when its code is used a second time", async () => {
    const code = await app.code(gpt, ann);
    const { body } = await app.redeem(gpt, code);
    await isRefusedAfter(String(body.access_token), () => app.redeem(gpt, code));
  });
});

test("none of this was a failure of ours", () => {
  expect(app.failures).toEqual([]);
});
