import { expect, test } from "@jest/globals";
import { purge } from "../../src/oauth/purge.js";
import { startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const gpt = await app.client();
const ann = await app.user("Ann");
const em = () => app.orm.em.fork();

test("92 what ended long enough ago goes, what lives or ended lately stays", async () => {
  const old = await app.tokens(gpt, ann);
  await em().execute("update oauth_artifacts set expires_at = now() - interval '170 hours'");
  await em().execute("update sessions set expires_at = now() - interval '170 hours'");
  const lately = await app.tokens(gpt, ann);
  await em().execute(
    "update oauth_artifacts set expires_at = now() - interval '1 hour' where expires_at > now()",
  );
  const alive = await app.tokens(gpt, ann);

  const purged = await purge(em(), 168);
  expect(purged!.artifacts).toBeGreaterThan(3);
  expect(purged!.sessions).toBe(1);
  expect((await app.refresh(gpt, old.refresh_token)).status).toBe(400);
  expect((await app.me(alive.access_token)).status).toBe(200);
  expect((await app.refresh(gpt, alive.refresh_token)).status).toBe(200);
  const [row] = await em().execute(
    "select count(*)::int as left from oauth_artifacts where expires_at < now() - interval '1 minute'",
  );
  expect(row!.left).toBeGreaterThan(0);
  expect(lately.access_token).not.toBe(alive.access_token);

  await purge(em(), 0);
  expect(
    await em().execute("select 1 from oauth_artifacts where expires_at < now() - interval '1 minute'"),
  ).toEqual([]);
});

test("92 of two processes one does the work, and it waits for no row that is in use", async () => {
  await app.tokens(gpt, ann);
  await em().execute(
    "update oauth_artifacts set expires_at = now() - interval '1 day' where model = 'AccessToken'",
  );
  await em().transactional(async (user) => {
    await user.execute("select 1 from oauth_artifacts where model = 'AccessToken' for update");
    expect(await purge(em(), 1)).toMatchObject({ artifacts: 0 });
  });
  await em().transactional(async (other) => {
    await other.execute("select pg_advisory_xact_lock(761036)");
    expect(await purge(em(), 1)).toBeNull();
  });
  expect((await purge(em(), 1))!.artifacts).toBeGreaterThan(0);
});
