import { request } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const behind = await startOauthApp({ publicUrl: "https://food.example" });
const documents = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];

/** `fetch` does not let one choose the Host header. */
function getAs(path: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { host, "x-forwarded-host": host, "x-forwarded-proto": "https" };
    request(app.origin + path, { headers }, (response) => {
      response.setEncoding("utf8").on("data", (text) => resolve(JSON.stringify(response.headers) + text));
    })
      .on("error", reject)
      .end();
  });
}

/** A request line with a whole address in it, as proxies send. */
function getAbsolute(path: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(app.origin).port), "localhost");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("end", () => resolve(answer)).on("error", reject);
    socket.end(`GET http://${host}${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

const json = async (path: string) =>
  (await fetch(app.origin + path)).json() as Promise<Record<string, unknown>>;

describe("85, S8 and S13 the metadata", () => {
  test.each(documents)("%s names what is offered, and no more", async (path) => {
    const document = await json(path);
    expect(document).toMatchObject({
      issuer: app.origin,
      authorization_endpoint: `${app.origin}/oauth/authorize`,
      token_endpoint: `${app.origin}/oauth/token`,
      revocation_endpoint: `${app.origin}/oauth/revoke`,
      introspection_endpoint: `${app.origin}/oauth/introspect`,
      jwks_uri: `${app.origin}/oauth/jwks`,
      registration_endpoint: `${app.origin}/oauth/register`,
      pushed_authorization_request_endpoint: `${app.origin}/oauth/par`,
      device_authorization_endpoint: `${app.origin}/oauth/device/code`,
      scopes_supported: ["foods:read", "foods:write", "nutrients:read", "profile:read", "usage:read"],
      response_types_supported: ["code"],
      grant_types_supported: [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:device_code",
      ],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      token_endpoint_auth_methods_supported: [
        "client_secret_post",
        "client_secret_basic",
        "none",
        "private_key_jwt",
      ],
    });
    expect(document).not.toHaveProperty("userinfo_endpoint");
  });

  test.each(documents)("S30 %s never follows the Host header", async (path) => {
    for (const answer of [await getAs(path, "evil.example"), await getAbsolute(path, "evil.example")]) {
      expect(answer).toContain(`"token_endpoint":"${app.origin}/oauth/token"`);
      expect(answer).not.toContain("evil.example");
    }
  });

  test("S30 an authorization request never follows the Host header", async () => {
    const client = await app.client();
    const browser = app.browser();
    const user = await app.user();
    const signIn = (await browser.get(app.authorizeUrl(client))).headers.get("location")!;
    const resume = await browser.post(signIn, { user: String(user) });
    expect(resume.headers.get("location")).toMatch(new RegExp(`^${app.origin}/oauth/authorize/`));
    expect(await getAs(app.authorizeUrl(client), "evil.example")).not.toContain("evil.example");
  });

  test("S30 behind a proxy that ends TLS all is https, and every cookie Secure", async () => {
    const path = documents[0]!;
    const document = (await (await fetch(behind.origin + path)).json()) as Record<string, string>;
    expect(document.token_endpoint).toBe("https://food.example/oauth/token");
    const response = await behind.browser().get(behind.authorizeUrl(await behind.client()));
    expect(response.status).toBe(303);
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(1);
    for (const cookie of cookies) expect(cookie).toMatch(/; samesite=lax; secure; httponly/i);
  });

  test("S33 the keys are public parts only", async () => {
    const { keys } = (await json("/oauth/jwks")) as { keys: Record<string, unknown>[] };
    expect(keys).toEqual([
      {
        kty: "EC",
        crv: "P-256",
        alg: "ES256",
        use: "sig",
        kid: expect.any(String),
        x: expect.any(String),
        y: expect.any(String),
      },
    ]);
  });
});

describe("86 the protected resources", () => {
  test.each(["", "/graphql", "/api"])("%s has a document that any page may read", async (door) => {
    const response = await fetch(`${app.origin}/.well-known/oauth-protected-resource${door}`);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await response.json()).toEqual({
      resource: app.origin + door,
      authorization_servers: [app.origin],
      scopes_supported: ["foods:read", "foods:write", "nutrients:read", "profile:read", "usage:read"],
      bearer_methods_supported: ["header"],
    });
  });

  test.each(["/", "/other", "x"])("%s is none", async (door) => {
    expect((await fetch(`${app.origin}/.well-known/oauth-protected-resource${door}`)).status).toBe(404);
  });
});

test.each(["/oauth/userinfo", "/oauth/me"])("%s is not offered", async (path) => {
  expect((await app.post(path, {})).status).toBe(404);
});
