import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { findClient, revokeClient, updateClient } from "../../src/oauth/clients.js";
import { createPublicFetch } from "../../src/oauth/publicFetch.js";
import { type MadeClient, pkce, startOauthApp } from "../support/oauthApp.js";

// A real https server with the documents of apps; this process trusts its certificate.
const tls = join(import.meta.dirname, "../support/data/tls");
const [key, cert] = ["localhost.key", "localhost.crt"].map((name) => readFileSync(join(tls, name), "utf8"));
setDefaultCACertificates([...getCACertificates(), cert!]);

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const answers = new Map<string, Answer>();
const asked: string[] = [];
const documents = createServer({ key, cert }, (request, response) => {
  asked.push(request.url!);
  answers.get(request.url!)?.(request, response);
});
await new Promise<void>((done) => documents.listen(0, done));
afterAll(() => {
  documents.closeAllConnections();
  documents.close();
});
const host = `localhost:${(documents.address() as AddressInfo).port}`;

const settings = { REGISTRATION_HOSTS: `${host},chatgpt.com` };
const app = await startOauthApp({ settings, fetch: createPublicFetch(() => true) });
const guarded = await startOauthApp({ settings });
const ann = await app.user("Ann");
const em = () => app.orm.em.fork();
beforeEach(() => app.forgetLimits());

const callback = "https://chatgpt.com/connector_platform_oauth_redirect";
let made = 0;

/** An app whose id is the address of its document; `answer` is how that address answers. */
function publish(fields: Record<string, unknown> = {}, answer?: Answer): MadeClient {
  made += 1;
  const path = `/client${made}.json`;
  const id = `https://${host}${path}`;
  const document = {
    client_id: id,
    client_name: "ChatGPT",
    redirect_uris: [callback],
    token_endpoint_auth_method: "none",
    ...fields,
  };
  answers.set(path, answer ?? ((_request, response) => response.end(JSON.stringify(document))));
  return { id, secret: "", redirectUri: callback };
}

const { params, verifier } = pkce();

async function tokensOf(client: MadeClient, fields: Record<string, string> = {}) {
  const code = await app.code(client, ann, { ...params, ...fields });
  return app.redeem(client, code, { code_verifier: verifier });
}

const start = (client: MadeClient, server = app) =>
  server.browser().get(server.authorizeUrl(client, params), { accept: "application/json" });

async function refusalOf(client: MadeClient, server = app): Promise<unknown> {
  const response = await start(client, server);
  expect([response.status, response.headers.get("location")]).toEqual([expect.any(Number), null]);
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  return ((await response.json()) as { error: string }).error;
}

describe("an app whose id is the address of its document", () => {
  test("is found in the metadata, asks, and gets tokens as a public client", async () => {
    const metadata = await (await fetch(`${app.origin}/.well-known/oauth-authorization-server`)).json();
    expect(metadata).toMatchObject({ client_id_metadata_document_supported: true });
    const client = publish();
    const { status, body } = await tokensOf(client);
    expect({ status, body }).toMatchObject({ status: 200, body: { refresh_token: expect.any(String) } });
    expect((await app.me(String(body.access_token))).body).toMatchObject({
      userId: ann,
      clientId: client.id,
    });
    expect(await findClient(em(), client.id)).toMatchObject({
      name: "ChatGPT",
      kind: "public",
      selfRegistered: true,
    });
    expect(
      await em().execute("select action from audit_events where client_id = ?", [client.id]),
    ).toContainEqual({
      action: "client-created",
    });
    const without = await app.browser().get(app.authorizeUrl(client));
    expect(new URL(without.headers.get("location")!).searchParams.get("error")).toBe("invalid_request");
  });

  test("needs it no more once it has tokens, and it is not fetched for each request", async () => {
    const client = publish();
    const { body } = await tokensOf(client);
    await start(client);
    expect(asked.filter((path) => client.id.endsWith(path))).toHaveLength(1);
    answers.set(new URL(client.id).pathname, (_request, response) => response.destroy());
    expect((await app.refresh(client, String(body.refresh_token))).status).toBe(200);
  });

  test("is what it is here, whatever it says", async () => {
    const client = publish({
      require_pkce: false,
      self_registered: false,
      allowed_scopes: "foods:read",
      logo_uri: "https://evil.example/logo.png",
      jwks_uri: "https://evil.example/jwks",
      sector_identifier_uri: `https://${host}/sector`,
      grant_types: ["authorization_code", "client_credentials"],
    });
    expect((await tokensOf(client, { scope: "foods:read profile:read" })).body.scope).toBe(
      "foods:read profile:read",
    );
    expect(asked).not.toContain("/sector");
    const [row] = await em().execute("select * from oauth_clients where id = ?", [client.id]);
    expect(row).toMatchObject({ require_pkce: true, scopes: null, self_registered: true });
    expect(JSON.stringify(row)).not.toContain("evil");
  });

  test("stays what the operator made of it", async () => {
    const client = publish();
    await tokensOf(client);
    await updateClient(em(), client.id, { scopes: ["foods:read"] });
    const wide = await app.browser().get(app.authorizeUrl(client, { ...params, scope: "profile:read" }));
    expect(new URL(wide.headers.get("location")!).searchParams.get("error")).toBe("invalid_scope");
    await revokeClient(em(), client.id);
    expect(await refusalOf(client)).toBe("invalid_client");
  });

  test("is nobody to the token endpoint before it has asked a person", async () => {
    const client = publish();
    const answer = await app.refresh(client, "any");
    expect(answer).toMatchObject({ status: 400, body: { error: "invalid_client" } });
    expect(asked.filter((path) => client.id.endsWith(path))).toEqual([]);
  });
});

describe("an app whose document names its keys, as ChatGPT's does,", () => {
  const audience = `${app.origin}/oauth/token`;

  async function withKeys() {
    const { publicKey, privateKey } = await generateKeyPair("RS256");
    const path = `/jwks${made + 1}`;
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }] };
    answers.set(path, (_request, response) => response.end(JSON.stringify(jwks)));
    const client = publish({
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "RS256",
      jwks_uri: `https://${host}${path}`,
    });
    const assert = (key = privateKey, claims: Record<string, string> = {}) =>
      new SignJWT({ jti: crypto.randomUUID(), ...claims })
        .setProtectedHeader({ alg: "RS256", kid: "one" })
        .setIssuer(client.id)
        .setSubject(client.id)
        .setAudience(claims.aud ?? audience)
        .setIssuedAt()
        .setExpirationTime("1m")
        .sign(key);
    return { client, assert, path };
  }

  const asserted = (assertion: string) => ({
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    code_verifier: verifier,
  });

  test("gets tokens, and refreshes them, by an assertion that it has signed", async () => {
    const { client, assert } = await withKeys();
    const code = await app.code(client, ann, params);
    const { status, body } = await app.redeem(client, code, asserted(await assert()));
    expect({ status, body }).toMatchObject({ status: 200 });
    const next = await app.refresh(client, String(body.refresh_token), asserted(await assert()));
    expect(next.status).toBe(200);
    expect(await findClient(em(), client.id)).toMatchObject({ kind: "confidential", selfRegistered: true });
  });

  test("holds no connection to the database while its keys are fetched, and fails where they cannot be", async () => {
    const { client, assert, path } = await withKeys();
    const code = await app.code(client, ann, params);
    const serve = answers.get(path)!;
    const hanging = new Promise<ServerResponse>((came) =>
      answers.set(path, (_request, response) => came(response)),
    );
    const refused = app.redeem(client, code, asserted(await assert()));
    const response = await hanging;
    const [{ open }] = (await em().execute(
      `select count(*)::int as open from pg_stat_activity
       where datname = current_database() and state like 'idle in transaction%'`,
    )) as [{ open: number }];
    expect(open).toBe(0);
    response.writeHead(500).end();
    expect(await refused).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    answers.set(path, serve);
  });

  test("gets none without it, with another key, for another server, or a second time", async () => {
    const { client, assert } = await withKeys();
    const { refresh_token } = (
      await app.redeem(client, await app.code(client, ann, params), asserted(await assert()))
    ).body as { refresh_token: string };
    const { privateKey: stranger } = await generateKeyPair("RS256");
    const used = await assert();
    expect((await app.refresh(client, refresh_token, asserted(used))).status).toBe(200);
    for (const fields of [
      {},
      asserted(await assert(stranger)),
      asserted(await assert(undefined, { aud: "https://elsewhere.example" })),
      asserted(used),
    ]) {
      expect(await app.refresh(client, refresh_token, fields)).toMatchObject({
        status: 401,
        body: { error: "invalid_client" },
      });
    }
    const contested = await assert();
    const answers = await Promise.all(
      [1, 2, 3].map(() => app.refresh(client, refresh_token, asserted(contested))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });
});

describe("S37 a document is refused", () => {
  test.each<[string, Record<string, unknown>]>([
    ["for another id", { client_id: `https://${host}/other.json` }],
    ["with a redirect to a host that is not on the list", { redirect_uris: ["https://evil.example/cb"] }],
    ["with a redirect over plain http", { redirect_uris: ["http://chatgpt.com/cb"] }],
    ["with a shared secret", { token_endpoint_auth_method: "client_secret_post" }],
    ["with keys that are nowhere", { token_endpoint_auth_method: "private_key_jwt" }],
    [
      "with keys at a host that is not on the list",
      { token_endpoint_auth_method: "private_key_jwt", jwks_uri: "https://evil.example/jwks" },
    ],
    [
      "with keys over plain http",
      { token_endpoint_auth_method: "private_key_jwt", jwks_uri: "http://chatgpt.com/jwks" },
    ],
    ["without redirects", { redirect_uris: undefined }],
    ["for other grants", { grant_types: ["client_credentials"] }],
  ])("%s", async (_what, fields) => {
    expect(await refusalOf(publish(fields))).toMatch(/^invalid_(client|client_metadata|redirect_uri)$/);
  });

  test.each<[string, Answer]>([
    [
      "behind a redirect",
      (_request, response) => response.writeHead(302, { location: `https://${host}/client1.json` }).end(),
    ],
    ["that is missing", (_request, response) => response.writeHead(404).end()],
    ["that is no JSON", (_request, response) => response.end("<html>")],
    ["without an end", (_request, response) => void response.write("{")],
    [
      "that is too long",
      (_request, response) => {
        for (let n = 0; n < 100; n++) response.write(" ".repeat(10_000));
        response.end();
      },
    ],
  ])("%s", async (_what, answer) => {
    expect(await refusalOf(publish({}, answer))).toBe("invalid_client");
  });

  test("at a private address, whatever name it has: nothing there is asked", async () => {
    const before = asked.length;
    expect(await refusalOf(publish(), guarded)).toBe("invalid_client");
    const byNumber = { ...publish(), id: `https://127.0.0.1:${host.split(":")[1]}/client1.json` };
    expect(await refusalOf(byNumber, guarded)).toBe("invalid_client");
    expect(asked).toHaveLength(before);
  });

  test("at a host that is not on the list, over plain http, or under a long address", async () => {
    const client = publish();
    for (const id of [
      "https://evil.example/client.json",
      client.id.replace("https", "http"),
      `${client.id}?${"x".repeat(500)}`,
      `${client.id}#part`,
    ]) {
      expect(await refusalOf({ ...client, id })).toBe("invalid_client");
    }
  });

  test("S24 after thirty for one address", async () => {
    for (let n = 0; n < 30; n++)
      await refusalOf(publish({}, (_request, response) => response.writeHead(404).end()));
    const before = asked.length;
    expect(await refusalOf(publish())).toBe("invalid_client");
    expect(asked).toHaveLength(before);
  });
});

test("none of this was a failure of ours", () => {
  expect([...app.failures, ...guarded.failures]).toEqual([]);
});
