import { expect, test } from "@jest/globals";
import { introspectToken, revokeToken } from "../../src/cli/tokens.js";
import { credentials, type MadeClient, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const wanted = { gpt: false, redirectUris: [], clientCredentials: true };
const machine = await app.client(wanted);

const ask = (fields: Record<string, string> = {}, client: MadeClient = machine) =>
  app.post("/oauth/token", { grant_type: "client_credentials", ...credentials(client), ...fields });

async function token(fields: Record<string, string> = {}): Promise<string> {
  const { status, body } = await ask(fields);
  expect({ status, body }).toMatchObject({ status: 200 });
  return String(body.access_token);
}

test("72 a client gets a token for itself, with the default scope and no refresh token", async () => {
  const { status, headers, body } = await ask();
  expect(status).toBe(200);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(body).toEqual({
    access_token: expect.stringMatching(/^[\w-]{43}$/),
    token_type: "Bearer",
    expires_in: 3600,
    scope: "foods:read",
  });
  const me = await app.me(String(body.access_token));
  expect(me).toMatchObject({
    status: 200,
    body: { userId: null, clientId: machine.id, scopes: ["foods:read"] },
  });
});

test("72 a scope that is unknown, or that the client may not have, is invalid_scope", async () => {
  const narrow = await app.client({ ...wanted, scopes: ["foods:read"] });
  for (const scope of ["foods:eat", "foods:read profile:read"]) {
    expect(await ask({ scope }, narrow)).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
  }
  expect(await ask({ scope: "foods:read" }, narrow)).toMatchObject({
    status: 200,
    body: { scope: "foods:read" },
  });
});

test("72 a wrong secret is invalid_client", async () => {
  const answer = await ask({ client_secret: "wrong" });
  expect(answer).toMatchObject({ status: 401, body: { error: "invalid_client" } });
});

test("S15 with a resource the token is for that door alone, and no other resource is known", async () => {
  const forApi = await token({ resource: `${app.origin}/api` });
  expect((await app.me(forApi)).status).toBe(200);
  expect((await app.me(forApi, "/graphql")).status).toBe(401);
  const foreign = await ask({ resource: "https://elsewhere.example" });
  expect(foreign).toMatchObject({ status: 400, body: { error: "invalid_target" } });
});

test("S32 its token names no person, whatever the client is called", async () => {
  const { body } = await app.post("/oauth/introspect", { token: await token(), ...credentials(machine) });
  expect(body).toMatchObject({ active: true, client_id: machine.id, aud: app.origin });
  expect(body).not.toHaveProperty("sub");
  await expect(
    app.orm.em.fork().execute("select id from oauth_clients where id like 'user\\_%'"),
  ).resolves.toEqual([]);
});

test("S22 the table holds no token that could be used", async () => {
  const secret = await token();
  const rows = await app.orm.em
    .fork()
    .execute("select * from oauth_artifacts where model = 'ClientCredentials'");
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain(secret);
});

test("its token ends by revocation, by the operator, and with the client", async () => {
  const revoked = await token();
  expect((await app.post("/oauth/revoke", { token: revoked, ...credentials(machine) })).status).toBe(200);
  expect((await app.me(revoked)).status).toBe(401);

  const em = app.orm.em.fork();
  const ended = await token();
  expect(await introspectToken(em, ended)).toMatchObject({ kind: "access token", active: true, user: null });
  await revokeToken(em, ended);
  expect((await app.me(ended)).status).toBe(401);

  const last = await token();
  await em.execute("update oauth_clients set revoked_at = now() where id = ?", [machine.id]);
  expect((await app.me(last)).status).toBe(401);
  expect((await ask()).status).toBe(401);
});

test("none of this was a failure of ours", () => {
  expect(app.failures).toEqual([]);
});
