import { expect, test } from "@jest/globals";
import { OperatorError } from "../../src/errors.js";
import { loadKeys } from "../../src/oauth/keys.js";
import { credentials, pkce, secret, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const gpt = await app.client();
const ann = await app.user("Ann");

/** Every row of every table, as anyone sees it who gets hold of a backup. */
async function backup(): Promise<string> {
  const em = app.orm.em.fork();
  const tables = await em.execute<{ name: string }[]>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    texts.push(JSON.stringify(await em.execute(`select to_jsonb(t)::text as row from ${name} t`)));
  }
  return texts.join("\n");
}

test("S22 no code, token, secret, pending request or cookie is in the database", async () => {
  const browser = app.browser();
  const pending = (await browser.get(app.authorizeUrl(gpt, { prompt: "login" }))).headers.get("location")!;
  const code = await app.code(gpt, ann, {}, browser);
  const unused = await app.code(gpt, ann, {}, browser);
  const { body } = await app.redeem(gpt, code);
  const { body: refreshed } = await app.refresh(gpt, String(body.refresh_token));
  const consent = await app.client();
  const open = (await browser.get(app.authorizeUrl(consent))).headers.get("location")!;
  const web = await app.client({ gpt: false });
  const request = { response_type: "code", redirect_uri: web.redirectUri, ...pkce().params };
  const { body: pushed } = await app.post("/oauth/par", { ...request, ...credentials(web) });
  const name = `client_id=${web.id}&request_uri=${encodeURIComponent(String(pushed.request_uri))}`;
  await browser.get(`/oauth/authorize?${name}`);
  const secrets = [
    String(pushed.request_uri).split(":").pop(),
    ...[code, unused, gpt.secret, pending.split("/").pop(), open.split("/").pop()],
    ...[body.access_token, body.refresh_token, refreshed.access_token, refreshed.refresh_token],
    ...browser.values(),
  ].map(String);
  expect(secrets.length).toBeGreaterThan(12);
  expect(secrets.every((value) => value.length >= 16)).toBe(true);

  const stored = await backup();
  expect(stored).toContain(`user_${ann}`);
  expect(secrets.filter((value) => stored.includes(value))).toEqual([]);
});

test("the keys survive a restart, and open with no other LARDER_SECRET", async () => {
  const again = await loadKeys(app.orm.em.fork(), secret);
  const { keys } = (await (await fetch(`${app.origin}/oauth/jwks`)).json()) as { keys: { x: string }[] };
  expect(again.signing.map(({ x }) => x)).toEqual(keys.map(({ x }) => x));
  const wrong = loadKeys(app.orm.em.fork(), "another secret that is long enough");
  await expect(wrong).rejects.toThrow(OperatorError);
  await expect(wrong).rejects.toThrow("LARDER_SECRET is not the one");
});

test("two processes that start together make one set of keys", async () => {
  await app.orm.em.fork().execute("delete from oauth_keys");
  const [one, two] = await Promise.all([1, 2].map(() => loadKeys(app.orm.em.fork(), secret)));
  expect(one).toEqual(two);
  expect(await app.orm.em.fork().execute("select id from oauth_keys")).toHaveLength(2);
});

test("a failure between spending and issuing leaves the code as it was", async () => {
  const code = await app.code(gpt, ann);
  const em = app.orm.em.fork();
  await em.execute(
    `create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$;
     create trigger fail before insert on oauth_artifacts for each row when (new.model = 'RefreshToken') execute function fail()`,
  );
  const failed = await app.redeem(gpt, code);
  expect(failed).toMatchObject({ status: 500, body: { error: "server_error" } });
  expect(JSON.stringify(failed.body)).not.toContain("disk");
  expect(app.failures.splice(0)).toEqual([
    expect.objectContaining({ message: expect.stringContaining("disk full") }),
  ]);
  await em.execute("drop trigger fail on oauth_artifacts");
  expect((await app.redeem(gpt, code)).status).toBe(200);
  expect(app.failures).toEqual([]);
});

test("a wrong secret is refused whatever its length", async () => {
  for (const client_secret of ["x", `${gpt.secret}x`, gpt.secret.slice(1)]) {
    const fields = { ...credentials(gpt), client_secret, grant_type: "refresh_token", refresh_token: "x" };
    expect((await app.post("/oauth/token", fields)).status).toBe(401);
  }
});
