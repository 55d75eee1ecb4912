import { beforeEach, describe, expect, test } from "@jest/globals";
import { findClient, revokeClient } from "../../src/oauth/clients.js";
import { purge } from "../../src/oauth/purge.js";
import { answerOf, type MadeClient, pkce, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp({ settings: { REGISTRATION_HOSTS: "claude.ai,tools.example:8443" } });
const closed = await startOauthApp({ settings: { REGISTRATION_HOSTS: "none" } });
const ann = await app.user("Ann");
const em = () => app.orm.em.fork();
beforeEach(() => app.forgetLimits());

const callback = "https://claude.ai/api/mcp/auth_callback";
const wanted = {
  client_name: "Claude",
  redirect_uris: [callback],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  token_endpoint_auth_method: "none",
};

async function send(method: string, path: string, body?: unknown, token?: string) {
  const headers: Record<string, string> = {
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const text = body === undefined ? undefined : JSON.stringify(body);
  return answerOf(await fetch(app.origin + path, { method, headers, body: text }));
}

const register = (fields: Record<string, unknown> = {}) =>
  send("POST", "/oauth/register", { ...wanted, ...fields });

interface Registered {
  readonly client_id: string;
  readonly registration_access_token: string;
  readonly client: MadeClient;
  readonly path: string;
}

async function registered(fields?: Record<string, unknown>): Promise<Registered> {
  const { status, body } = await register(fields);
  expect({ status, body }).toMatchObject({ status: 201 });
  const made = body as unknown as Registered;
  const client = { id: made.client_id, secret: "", redirectUri: (body.redirect_uris as string[])[0]! };
  return { ...made, client, path: `/oauth/register/${made.client_id}` };
}

async function tokensOf(client: MadeClient) {
  const { params, verifier } = pkce();
  const code = await app.code(client, ann, params);
  return app.redeem(client, code, { code_verifier: verifier });
}

describe("an app registers by itself", () => {
  test("as a public client that must use PKCE, and gets tokens once a person allows it", async () => {
    const { status, headers, body } = await register();
    expect(status).toBe(201);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toMatchObject({
      ...wanted,
      client_id: expect.stringMatching(/^client_[0-9a-f]{18}$/),
      client_id_issued_at: expect.any(Number),
      application_type: "web",
      scope: "foods:read foods:write nutrients:read profile:read usage:read",
      registration_access_token: expect.stringMatching(/^[\w-]{43}$/),
      registration_client_uri: `${app.origin}/oauth/register/${body.client_id}`,
    });
    for (const name of ["client_secret", "require_pkce", "allowed_scopes", "self_registered"]) {
      expect(body).not.toHaveProperty(name);
    }
    const client = { id: String(body.client_id), secret: "", redirectUri: callback };
    const without = await app.browser().get(app.authorizeUrl(client));
    expect(new URL(without.headers.get("location")!).searchParams.get("error")).toBe("invalid_request");
    expect((await tokensOf(client)).status).toBe(200);
    expect(await findClient(em(), client.id)).toMatchObject({ kind: "public", selfRegistered: true });
  });

  test("is what it is here, whatever it asks to be", async () => {
    const { client_id } = await registered({
      token_endpoint_auth_method: "client_secret_basic",
      client_secret: "mine",
      require_pkce: false,
      self_registered: false,
      allowed_scopes: ["everything"],
      scope: "foods:eat",
      client_id: "client_mine",
    });
    expect(client_id).not.toBe("client_mine");
    const [row] = await em().execute("select * from oauth_clients where id = ?", [client_id]);
    expect(row).toMatchObject({ secret_hash: null, require_pkce: true, self_registered: true, scopes: null });
  });

  test.each([
    ["http://localhost/cb", "http://localhost:51004/cb"],
    ["http://127.0.0.1:3000/cb", "http://127.0.0.1:51004/cb"],
    ["http://[::1]/cb", "http://[::1]:51004/cb"],
    ["https://tools.example:8443/cb", "https://tools.example:8443/cb"],
  ])("with a redirect to %s", async (uri, redirectUri) => {
    const { client } = await registered({ redirect_uris: [uri] });
    const response = await app.browser().get(app.authorizeUrl({ ...client, redirectUri }, pkce().params));
    expect(response.status).toBe(303);
  });

  test.each([
    ["http://claude.ai/cb"],
    ["https://claude.ai/cb#part"],
    ["javascript:alert(1)"],
    ["data:text/html,x"],
    ["com.example.app:/cb"],
    ["https://evil.example/cb"],
    ["https://claude.ai.evil.example/cb"],
    ["https://claude.ai:8443/cb"],
    ["https://tools.example/cb"],
    ["https://user@claude.ai/cb"],
    ["https://localhost/cb"],
    [callback, "https://evil.example/cb"],
    [1],
    [],
    Array.from({ length: 11 }, (_, n) => `${callback}${n}`),
  ])("S2 not with a redirect to %s", async (...uris) => {
    expect(await register({ redirect_uris: uris })).toMatchObject({
      status: 400,
      body: { error: "invalid_redirect_uri", error_description: expect.any(String) },
    });
  });

  test("not without a redirect, nor for what is not offered", async () => {
    for (const fields of [
      { grant_types: ["client_credentials"] },
      { response_types: ["token"] },
      { grant_types: "authorization_code" },
      { token_endpoint_auth_method: "private_key_jwt" },
    ]) {
      expect(await register(fields)).toMatchObject({
        status: 400,
        body: { error: "invalid_client_metadata" },
      });
    }
    expect((await register({ redirect_uris: undefined })).status).toBe(400);
    expect((await send("POST", "/oauth/register", [])).status).toBe(400);
  });

  test("S37 and nothing that it names is kept, shown or fetched", async () => {
    const evil = "https://evil.example/";
    const { client_id, ...rest } = await registered({
      logo_uri: `${evil}logo.png`,
      client_uri: evil,
      policy_uri: evil,
      tos_uri: evil,
      jwks_uri: `${evil}jwks`,
      sector_identifier_uri: `${evil}sector`,
      contacts: ["a@evil.example"],
    });
    expect(JSON.stringify(rest)).not.toContain("evil");
    expect(
      JSON.stringify(await em().execute("select * from oauth_clients where id = ?", [client_id])),
    ).not.toContain("evil");
  });

  test("S35 under a name without line breaks and invisible characters, or that of its host", async () => {
    const nameOf = async (client_name: unknown) => (await register({ client_name })).body.client_name;
    expect(await nameOf(" My\n App\u202e ")).toBe("My App");
    expect(await nameOf("x".repeat(200))).toHaveLength(80);
    expect(await nameOf(undefined)).toBe("claude.ai");
    expect(await nameOf(7)).toBe("claude.ai");
  });

  test("and its people are told that nobody here knows it", async () => {
    const { client } = await registered();
    const signIn = await app.browser().get(app.authorizeUrl(client, pkce().params));
    expect(signIn.status).toBe(303);
    const browser = app.browser();
    const due = await browser.follow(await browser.get(app.authorizeUrl(client, pkce().params)));
    expect(await due.json()).toMatchObject({ client: { name: "Claude", isStranger: true } });
  });

  test("S24 twenty times an hour from one address", async () => {
    for (let n = 0; n < 20; n++) await registered();
    const refused = await register();
    expect(refused).toMatchObject({ status: 429, body: { error: "temporarily_unavailable" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3000);
  });

  test("not where the operator does not want it", async () => {
    expect((await closed.post("/oauth/register", {})).status).toBe(404);
    const metadata = await (await fetch(`${closed.origin}/.well-known/oauth-authorization-server`)).json();
    expect(metadata).not.toHaveProperty("registration_endpoint");
  });
});

describe("with its registration access token an app", () => {
  test("reads, changes and ends its registration", async () => {
    const { client_id, registration_access_token: token, client, path } = await registered();
    expect(await send("GET", path, undefined, token)).toMatchObject({
      status: 200,
      body: { client_id, client_name: "Claude", client_id_issued_at: expect.any(Number) },
    });

    const changed = await send("PUT", path, { ...wanted, client_id, client_name: "Claude 2" }, token);
    expect(changed).toMatchObject({ status: 200, body: { client_name: "Claude 2" } });
    const renewed = String(changed.body.registration_access_token);
    expect((await send("GET", path, undefined, token)).status).toBe(401);

    const { body } = await tokensOf(client);
    expect((await send("DELETE", path, undefined, renewed)).status).toBe(204);
    expect((await app.me(String(body.access_token))).status).toBe(401);
    expect((await send("GET", path, undefined, renewed)).status).toBe(401);
    await expect(findClient(em(), client_id)).rejects.toThrow("There is no client");
  });

  test("changes nothing to what it could not have registered", async () => {
    const { client_id, registration_access_token: token, path } = await registered();
    const evil = { ...wanted, client_id, redirect_uris: ["https://evil.example/cb"] };
    expect(await send("PUT", path, evil, token)).toMatchObject({
      status: 400,
      body: { error: "invalid_redirect_uri" },
    });
    expect((await findClient(em(), client_id)).redirectUris).toEqual([callback]);
  });

  test("touches no other client", async () => {
    const { registration_access_token: token } = await registered();
    const other = await registered();
    const made = await app.client();
    for (const path of [other.path, `/oauth/register/${made.id}`]) {
      expect((await send("GET", path, undefined, token)).status).toBe(401);
    }
    expect((await send("DELETE", `/oauth/register/${made.id}`)).status).toBe(401);
    expect((await findClient(em(), made.id)).id).toBe(made.id);
  });

  test("S22 which the table does not hold", async () => {
    const { registration_access_token: token } = await registered();
    expect(JSON.stringify(await em().execute("select * from oauth_artifacts"))).not.toContain(token);
  });

  test("19 does nothing once the operator has revoked it", async () => {
    const { client_id, registration_access_token: token, path, client } = await registered();
    await revokeClient(em(), client_id);
    expect((await send("GET", path, undefined, token)).status).toBe(401);
    expect((await app.browser().get(app.authorizeUrl(client, pkce().params))).status).toBe(400);
  });
});

test("92 an app that nobody has used for 90 days goes, one that somebody uses stays", async () => {
  const unused = await registered();
  const used = await registered();
  await tokensOf(used.client);
  const made = await app.client();
  await em().execute("update oauth_clients set created_at = now() - interval '91 days'");
  const fresh = await registered();
  expect((await purge(em(), 168))!.clients).toBeGreaterThan(0);
  await expect(findClient(em(), unused.client_id)).rejects.toThrow("There is no client");
  for (const id of [used.client_id, made.id, fresh.client_id])
    expect((await findClient(em(), id)).id).toBe(id);
});

test("none of this was a failure of ours", () => {
  expect([...app.failures, ...closed.failures]).toEqual([]);
});
