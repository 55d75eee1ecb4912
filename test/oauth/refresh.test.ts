import { describe, expect, test } from "@jest/globals";
import { commandLine } from "../../src/audit/record.js";
import { withdrawConsent } from "../../src/oauth/Consent.js";
import { type MadeClient, pkce, startOauthApp, type Tokens } from "../support/oauthApp.js";

const app = await startOauthApp();
const gpt = await app.client();
const ann = await app.user("Ann");

const refused = (status: number, error: string) => ({ status, body: { error } });

/** As if the refresh tokens spent so far had been spent that long ago. */
const spentAgo = (seconds: number) =>
  app.orm.em
    .fork()
    .execute("update oauth_artifacts set consumed_at = consumed_at - make_interval(secs => ?)", [seconds]);

async function refreshed(token: string, client: MadeClient = gpt): Promise<Tokens> {
  const { status, body } = await app.refresh(client, token);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body as unknown as Tokens;
}

describe("a refresh", () => {
  test("65 gives a new pair, and the access token of before lives on", async () => {
    const first = await app.tokens(gpt, ann);
    const second = await refreshed(first.refresh_token);
    expect(second).toMatchObject({ token_type: "Bearer", expires_in: 3600, scope: "foods:read" });
    expect(second.access_token).not.toBe(first.access_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    for (const { access_token } of [first, second]) expect((await app.me(access_token)).status).toBe(200);
  });

  test("66 with a token spent more than 10 seconds ago ends the whole family", async () => {
    const first = await app.tokens(gpt, ann);
    const [second, parallel] = await Promise.all([
      refreshed(first.refresh_token),
      refreshed(first.refresh_token),
    ]);
    const other = await app.tokens(gpt, ann);
    await spentAgo(11);
    expect(await app.refresh(gpt, first.refresh_token)).toMatchObject(refused(400, "invalid_grant"));
    for (const { access_token, refresh_token } of [second, parallel]) {
      expect((await app.me(access_token)).status).toBe(401);
      expect(await app.refresh(gpt, refresh_token)).toMatchObject(refused(400, "invalid_grant"));
    }
    // Another authorization of the same user and client is another family.
    expect((await app.me(other.access_token)).status).toBe(200);
  });

  test("67 six times at once gives six pairs under one grant, to nobody but the client", async () => {
    const { refresh_token } = await app.tokens(gpt, ann);
    const thief = await app.client();
    const pairs = await Promise.all(Array.from({ length: 6 }, () => refreshed(refresh_token)));
    expect(new Set(pairs.flatMap((pair) => [pair.access_token, pair.refresh_token])).size).toBe(12);
    expect(await app.refresh(thief, refresh_token)).toMatchObject(refused(400, "invalid_grant"));
    await spentAgo(9);
    await refreshed(refresh_token);
    await refreshed(pairs[5]!.refresh_token);
    await spentAgo(2);
    expect(await app.refresh(gpt, refresh_token)).toMatchObject(refused(400, "invalid_grant"));
    expect(await app.refresh(gpt, pairs[0]!.refresh_token)).toMatchObject(refused(400, "invalid_grant"));
  });

  test("66 six at once after that end the family without a hitch", async () => {
    const { refresh_token } = await app.tokens(gpt, ann);
    const { access_token } = await refreshed(refresh_token);
    await spentAgo(11);
    const answers = await Promise.all(Array.from({ length: 6 }, () => app.refresh(gpt, refresh_token)));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
    expect((await app.me(access_token)).status).toBe(401);
  });

  test("a withdrawn consent and refreshes at the same moment leave no token alive", async () => {
    for (let round = 0; round < 8; round++) {
      const { refresh_token } = await app.tokens(gpt, ann);
      const refreshes = Array.from({ length: 6 }, () => app.refresh(gpt, refresh_token));
      await Promise.race(refreshes);
      await withdrawConsent(app.orm.em.fork(), ann, gpt.id, commandLine);
      for (const { status, body } of await Promise.all(refreshes)) {
        expect([200, 400]).toContain(status);
        if (status === 200) expect((await app.me(String(body.access_token))).status).toBe(401);
      }
    }
  });

  test("68 keeps the scope, narrows it on request and never widens it", async () => {
    const { refresh_token } = await app.tokens(gpt, ann, { scope: "foods:read profile:read" });
    const narrow = await app.refresh(gpt, refresh_token, { scope: "foods:read" });
    expect(narrow.body).toMatchObject({ scope: "foods:read" });
    const { refresh_token: next, scope } = await refreshed(String(narrow.body.refresh_token));
    expect(scope).toBe("foods:read profile:read");

    const small = await app.tokens(gpt, ann, { scope: "foods:read" });
    const wide = await app.refresh(gpt, small.refresh_token, { scope: "foods:read profile:read" });
    expect(wide).toMatchObject(refused(400, "invalid_scope"));
    expect((await refreshed(small.refresh_token)).scope).toBe("foods:read");
    expect(next).toBeTruthy();
  });

  test("69 with another client's, an expired, an unknown or no token is refused", async () => {
    const other = await app.client();
    const { refresh_token } = await app.tokens(other, ann);
    expect(await app.refresh(gpt, refresh_token)).toMatchObject(refused(400, "invalid_grant"));
    expect((await app.refresh(other, refresh_token)).status).toBe(200);
    expect(await app.refresh(gpt, "garbage")).toMatchObject(refused(400, "invalid_grant"));
    expect(await app.refresh(gpt, "")).toMatchObject(refused(400, "invalid_request"));

    const old = await app.tokens(gpt, await app.user());
    await app.orm.em.fork().execute(
      `update oauth_artifacts set payload = payload || jsonb_build_object('exp', extract(epoch from now())::int - 1)
       where model = 'RefreshToken' and client_id = ?`,
      [gpt.id],
    );
    expect(await app.refresh(gpt, old.refresh_token)).toMatchObject(refused(400, "invalid_grant"));
  });

  test("70 needs the secret of a confidential client, and of a public one only its id", async () => {
    const { refresh_token } = await app.tokens(gpt, ann);
    const without = await app.refresh({ ...gpt, secret: "" }, refresh_token);
    expect(without).toMatchObject(refused(401, "invalid_client"));

    const spa = await app.client({ public: true });
    const { params, verifier } = pkce();
    const { body } = await app.redeem(spa, await app.code(spa, ann, params), { code_verifier: verifier });
    await refreshed(String(body.refresh_token), spa);
  });

  test("71 fails once the account is disabled, however the token came to be", async () => {
    const eve = await app.user("Eve");
    const hers = await app.tokens(gpt, eve);
    await app.orm.em.fork().execute("update users set disabled_at = now() where id = ?", [eve]);
    expect(await app.refresh(gpt, hers.refresh_token)).toMatchObject(refused(400, "invalid_grant"));
  });

  test("71 fails once the user is deleted or the client revoked", async () => {
    const eve = await app.user("Eve");
    const hers = await app.tokens(gpt, eve);
    await app.orm.em.fork().execute("delete from users where id = ?", [eve]);
    expect(await app.refresh(gpt, hers.refresh_token)).toMatchObject(refused(400, "invalid_grant"));

    const gone = await app.client();
    const its = await app.tokens(gone, ann);
    await app.orm.em.fork().execute("update oauth_clients set revoked_at = now() where id = ?", [gone.id]);
    expect(await app.refresh(gone, its.refresh_token)).toMatchObject(refused(401, "invalid_client"));
  });

  test("S20 lasts 30 days from the last use, and a year from the sign-in at most", async () => {
    const day = 24 * 60 * 60;
    const eve = await app.user("Eve");
    const { refresh_token } = await app.tokens(gpt, eve);
    expect(await lives(eve)).toEqual([30]);
    await app.orm.em.fork().execute(
      `update oauth_artifacts set payload = payload || jsonb_build_object('iiat', extract(epoch from now())::int - ?)
       where model = 'RefreshToken' and user_id = ?`,
      [360 * day, eve],
    );
    await refreshed(refresh_token);
    expect(await lives(eve)).toEqual([5, 30]);
  });

  /** How many days each refresh token of a user has left. */
  async function lives(user: number): Promise<number[]> {
    const rows = await app.orm.em.fork().execute<{ days: number }[]>(
      `select round(extract(epoch from expires_at - now()) / 86400)::int as days from oauth_artifacts
       where model = 'RefreshToken' and user_id = ? order by 1`,
      [user],
    );
    return rows.map(({ days }) => days);
  }

  test("none of this was a failure of ours", () => {
    expect(app.failures).toEqual([]);
  });
});
