import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { Client, type NewClient } from "../../src/oauth/Client.js";
import { startPages } from "../support/pagesApp.js";

const { origin, orm } = await startPages();

async function makeClient(wanted: Partial<NewClient>): Promise<Client> {
  const { client } = Client.make({ name: "Web app", redirectUris: [], ...wanted });
  await orm.em.fork().persist(client).flush();
  return client;
}

const page = "https://app.example.com";
const app = await makeClient({
  public: true,
  redirectUris: [`${page}/callback`, "https://other.example.com:8443/"],
});
await makeClient({ redirectUris: ["https://keeps-a-secret.example.com/callback"] });
await makeClient({ public: true, redirectUris: ["http://localhost:3000/callback"] });

type Headers = Record<string, string>;

const preflight = (path: string, from: string, method = "POST") =>
  fetch(origin + path, {
    method: "OPTIONS",
    headers: {
      origin: from,
      "access-control-request-method": method,
      "access-control-request-headers": "authorization,content-type",
    },
  });

const allowed = (response: Response) => response.headers.get("access-control-allow-origin");

test.each(["/graphql", "/api/foods/search"])("%s lets a page of a public client call", async (path) => {
  const answer = await preflight(path, page);
  expect(answer.status).toBe(204);
  expect(allowed(answer)).toBe(page);
  expect(answer.headers.get("access-control-allow-headers")).toContain("Authorization");
  expect(answer.headers.get("access-control-max-age")).toBe("7200");
  expect(answer.headers.get("vary")).toContain("Origin");
  // An error, too, must reach the page.
  const refused = await fetch(`${origin}/api/foods/search?query=tofu`, { headers: { origin: page } });
  expect([refused.status, allowed(refused)]).toEqual([401, page]);
  expect(refused.headers.get("access-control-expose-headers")).toContain("WWW-Authenticate");
});

test("another port is another origin, and is known if it is registered", async () => {
  expect(allowed(await preflight("/graphql", "https://other.example.com:8443"))).toBe(
    "https://other.example.com:8443",
  );
  expect(allowed(await preflight("/graphql", "https://other.example.com"))).toBeNull();
});

test.each([
  "https://evil.example.com",
  "https://app.example.com.evil.com",
  "http://app.example.com",
  "https://keeps-a-secret.example.com",
  "http://localhost:3000",
  "null",
])("the origin %s is not let in", async (from) => {
  const headers: Headers = { origin: from };
  for (const answer of [await preflight("/graphql", from), await fetch(`${origin}/api/x`, { headers })]) {
    expect(allowed(answer)).toBeNull();
    expect(answer.headers.get("vary")).toContain("Origin");
  }
});

test.each(["/oauth/token", "/oauth/revoke"])("%s tells the browser of any page to go on", async (path) => {
  const answer = await preflight(path, page);
  expect([answer.status, allowed(answer)]).toEqual([204, page]);
});

test("the token endpoint shows its answer to the client's own pages only", async () => {
  const ask = (from: string) =>
    fetch(`${origin}/oauth/token`, {
      method: "POST",
      headers: { origin: from },
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id: app.id }),
    });
  expect(allowed(await ask(page))).toBe(page);
  expect(allowed(await ask("https://evil.example.com"))).toBeNull();
});

test.each([
  "/.well-known/oauth-authorization-server",
  "/.well-known/oauth-protected-resource",
  "/.well-known/oauth-protected-resource/graphql",
  "/oauth/jwks",
])("%s is for every page", async (path) => {
  const answer = await fetch(origin + path, { headers: { origin: "https://anybody.example.com" } });
  expect(["*", "https://anybody.example.com"]).toContain(allowed(answer));
  expect((await preflight(path, "https://anybody.example.com", "GET")).status).toBe(204);
});

test("an app that runs in a browser alone registers from there, and reads why it was refused", async () => {
  const from = "http://localhost:6274";
  expect(allowed(await preflight("/oauth/register", from))).toBe("*");
  const register = (redirectUri: string) =>
    fetch(`${origin}/oauth/register`, {
      method: "POST",
      headers: { origin: from, "content-type": "application/json" },
      body: JSON.stringify({ redirect_uris: [redirectUri], token_endpoint_auth_method: "none" }),
    });
  const made = await register(`${from}/oauth/callback`);
  expect([made.status, allowed(made)]).toEqual([201, "*"]);
  const refused = await register("https://evil.example/cb");
  expect([refused.status, allowed(refused)]).toEqual([400, "*"]);
  const { client_id } = (await made.json()) as { client_id: string };
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id });
  const token = await fetch(`${origin}/oauth/token`, { method: "POST", headers: { origin: from }, body });
  expect(allowed(token)).toBe(from);
});

test.each(["/oauth/authorize", "/sign-in", "/account", "/", "/consent/x"])(
  "%s is for no page of another origin",
  async (path) => {
    const headers: Headers = { origin: page };
    expect(allowed(await fetch(origin + path, { headers, redirect: "manual" }))).toBeNull();
    expect(allowed(await preflight(path, page, "GET"))).toBeNull();
  },
);

test("no answer ever lets cookies travel", async () => {
  for (const path of ["/graphql", "/api/x", "/oauth/token", "/oauth/authorize"]) {
    expect((await preflight(path, page)).headers.get("access-control-allow-credentials")).toBeNull();
  }
});

test("a revoked client's pages are let in no more, within a second", async () => {
  const gone = "https://gone.example.com";
  const client = await makeClient({ public: true, redirectUris: [`${gone}/callback`] });
  await setTimeout(1100);
  expect(allowed(await preflight("/graphql", gone))).toBe(gone);
  await orm.em.fork().nativeUpdate(Client, { id: client.id }, { revokedAt: new Date() });
  await setTimeout(1100);
  expect(allowed(await preflight("/graphql", gone))).toBeNull();
});
