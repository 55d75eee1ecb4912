import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { credentials, OauthApp, secret, startOauthApp } from "../support/oauthApp.js";
import { freePort, Program } from "../support/program.js";

// Between spending a code or refresh token and issuing what it is spent for, something is made to happen.
const app = await startOauthApp();
const gpt = await app.client();
const ann = await app.user("Ann");
const em = () => app.orm.em.fork();

const spend: Record<string, () => Promise<(server?: OauthApp) => ReturnType<OauthApp["redeem"]>>> = {
  async code() {
    const code = await app.code(gpt, ann);
    return (server = app) => server.redeem(gpt, code);
  },
  async "refresh token"() {
    const { refresh_token } = await app.tokens(gpt, ann);
    return (server = app) => server.refresh(gpt, refresh_token);
  },
};

async function beforeIssuing(statement: string): Promise<void> {
  await em().execute(
    `create or replace function meanwhile() returns trigger language plpgsql as $$ begin ${statement}; return new; end $$;
     create trigger meanwhile before insert on oauth_artifacts
       for each row when (new.model = 'RefreshToken') execute function meanwhile()`,
  );
}

const nothingHappens = () => em().execute("drop trigger if exists meanwhile on oauth_artifacts");
afterEach(nothingHappens);

/** What there is of tokens, and whether it was spent. */
const rows = () =>
  em().execute("select id, model, consumed_at from oauth_artifacts where model <> 'Session' order by id");

test.each(Object.keys(spend))("a connection that breaks leaves the %s as it was", async (kind) => {
  const use = await spend[kind]!();
  const before = await rows();
  await beforeIssuing("perform pg_terminate_backend(pg_backend_pid())");
  const failed = await use();
  expect(failed).toMatchObject({ status: 500, body: { error: "server_error" } });
  expect(app.failures.splice(0)).not.toEqual([]);
  await nothingHappens();
  expect(await rows()).toEqual(before);
  expect((await use()).status).toBe(200);
});

test.each(Object.keys(spend))("a process that is killed leaves the %s as it was", async (kind) => {
  const port = String(await freePort());
  const settings = {
    PORT: port,
    PUBLIC_URL: app.origin,
    LARDER_SECRET: secret,
    DATABASE_URL: app.databaseUrl,
  };
  const program = new Program("main.js", [], settings);
  await program.prints("Larder is ready");
  const use = await spend[kind]!();
  const before = await rows();
  await beforeIssuing("perform pg_sleep(2)");
  const broken = use(new OauthApp(`http://localhost:${port}`, app.orm, [])).catch(() => "broken off");
  await untilSleeping();
  await program.kill();
  expect(await broken).toBe("broken off");
  await nothingHappens();
  expect(await rows()).toEqual(before);
  expect((await use()).status).toBe(200);
});

async function untilSleeping(): Promise<void> {
  const asleep =
    "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
  while ((await em().execute(asleep)).length === 0) await delay(20);
}

test("a client that breaks off while it waits has spent what it sent, and may repeat a refresh", async () => {
  const tokens = await app.tokens(gpt, ann);
  await beforeIssuing("perform pg_sleep(1)");
  const grant = { grant_type: "refresh_token", refresh_token: tokens.refresh_token, ...credentials(gpt) };
  const body = new URLSearchParams(grant);
  const signal = AbortSignal.timeout(500);
  await expect(fetch(`${app.origin}/oauth/token`, { method: "POST", body, signal })).rejects.toThrow();
  await nothingHappens();
  expect((await app.refresh(gpt, tokens.refresh_token)).status).toBe(200);
});
