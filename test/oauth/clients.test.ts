import { describe, expect, test } from "@jest/globals";
import { disconnect } from "../../src/cli/consents.js";
import { consentedScopes } from "../../src/oauth/Consent.js";
import {
  addRedirect,
  createClient,
  listClients,
  removeRedirect,
  revokeClient,
  rotateSecret,
  updateClient,
} from "../../src/oauth/clients.js";
import { callback, credentials, otherCallback, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const ann = await app.user("Ann");
const em = () => app.orm.em.fork();

describe("creating a client", () => {
  test("90 tells id and secret once and keeps the hash only", async () => {
    const made = await createClient(em(), { name: " My GPT ", gpt: true, redirectUris: [callback] });
    expect(made).toEqual({
      id: expect.stringMatching(/^client_[0-9a-f]{18}$/),
      secret: expect.stringMatching(/^larder_secret_[\w-]{43}$/),
      name: "My GPT",
      kind: "gpt",
      firstParty: false,
      selfRegistered: false,
      grantTypes: ["authorization_code", "refresh_token"],
      redirectUris: [callback],
      scopes: ["foods:read", "foods:write", "nutrients:read", "profile:read", "usage:read"],
      trustedDocumentsOnly: false,
      createdAt: expect.any(Date),
      revokedAt: null,
    });
    const [row] = await em().execute("select * from oauth_clients where id = ?", [made.id]);
    expect(row!.secret_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(row)).not.toContain(made.secret!.slice(20));
    const listed = await listClients(em());
    expect(listed).toContainEqual(expect.objectContaining({ id: made.id, kind: "gpt" }));
    expect(JSON.stringify(listed)).not.toContain("secret");
  });

  test("a public client has no secret", async () => {
    const made = await createClient(em(), { name: "Page", public: true, redirectUris: [callback] });
    expect(made).toMatchObject({ secret: null, kind: "public" });
  });

  test.each([
    "http://example.com/cb",
    "http://127.0.0.1.evil.example/cb",
    "https://example.com/cb#part",
    "https://example.com/cb#",
    "javascript:alert(1)",
    "data:text/html,x",
    "com.example.app:/cb",
    "https://user:word@example.com/cb",
    "//example.com/cb",
    "https:/example.com/cb",
    "HTTPS://example.com/cb",
    "nonsense",
    "",
  ])("S2 refuses the redirect URI %j", async (uri) => {
    await expect(createClient(em(), { name: "X", redirectUris: [uri] })).rejects.toMatchObject({
      status: 400,
    });
  });

  test.each([
    "https://example.com/cb?a=b",
    "http://localhost:3000/cb",
    "http://127.0.0.1/cb",
    "http://[::1]:1/cb",
  ])("takes the redirect URI %j", async (uri) => {
    const made = await createClient(em(), { name: "X", redirectUris: [uri] });
    expect(made.redirectUris).toEqual([uri]);
  });

  test.each([
    { name: "" },
    { name: "x".repeat(81) },
    { name: "a\u0007b" },
    { redirectUris: [] },
    { scopes: ["foods:eat"] },
    { public: true, gpt: true },
    { public: true, clientCredentials: true },
  ])("refuses %j", async (fields) => {
    const wanted = { name: "X", redirectUris: [callback], ...fields };
    await expect(createClient(em(), wanted)).rejects.toMatchObject({ status: 400 });
  });
});

describe("changing a client", () => {
  test("a redirect URI works once it is added, and no more once it is removed", async () => {
    const client = { ...(await app.client({ redirectUris: [] })), redirectUri: otherCallback };
    const status = async () => (await app.browser().get(app.authorizeUrl(client))).status;
    expect(await status()).toBe(400);
    expect(await addRedirect(em(), client.id, otherCallback)).toMatchObject({
      redirectUris: [otherCallback],
    });
    expect((await addRedirect(em(), client.id, otherCallback)).redirectUris).toHaveLength(1);
    expect(await status()).toBe(303);
    await removeRedirect(em(), client.id, otherCallback);
    expect(await status()).toBe(400);
    await expect(removeRedirect(em(), client.id, otherCallback)).rejects.toThrow("is not registered");
  });

  test("an unknown client is named", async () => {
    await expect(addRedirect(em(), "client_x", callback)).rejects.toThrow("There is no client client_x");
  });

  test("another secret opens, the former one does not, and tokens live on", async () => {
    const client = await app.client();
    const { access_token, refresh_token } = await app.tokens(client, ann);
    const { secret } = await rotateSecret(em(), client.id);
    expect((await app.refresh(client, refresh_token)).status).toBe(401);
    expect((await app.refresh({ ...client, secret: secret! }, refresh_token)).status).toBe(200);
    expect((await app.me(access_token)).status).toBe(200);
    const { id } = await app.client({ public: true });
    await expect(rotateSecret(em(), id)).rejects.toThrow("has no secret");
  });

  test("a change keeps what it does not name, and is held to the same rules", async () => {
    const { id } = await app.client();
    expect(await updateClient(em(), id, { scopes: ["foods:read"] })).toMatchObject({
      name: "My GPT",
      scopes: ["foods:read"],
    });
    expect(await updateClient(em(), id, { name: "Menu" })).toMatchObject({
      name: "Menu",
      scopes: ["foods:read"],
    });
    await expect(updateClient(em(), id, { name: "" })).rejects.toMatchObject({ status: 400 });
    await expect(updateClient(em(), id, { scopes: ["foods:eat"] })).rejects.toMatchObject({ status: 400 });
    await expect(updateClient(em(), id, { grantTypes: ["password"] })).rejects.toMatchObject({ status: 400 });
  });

  test("77 disconnecting one person ends their tokens and their consent, and nobody else's", async () => {
    const client = await app.client();
    const bob = await app.user("Bob");
    const [hers, his] = [await app.tokens(client, ann), await app.tokens(client, bob)];
    await disconnect(em(), `user_${ann}`, client.id);
    expect((await app.me(hers.access_token)).status).toBe(401);
    expect((await app.refresh(client, hers.refresh_token)).status).toBe(400);
    expect((await app.me(his.access_token)).status).toBe(200);
    expect([...(await consentedScopes(em(), ann, client.id))]).toEqual([]);
    await expect(disconnect(em(), `user_${ann}`, "client_x")).rejects.toThrow("has allowed client_x nothing");
    await expect(disconnect(em(), "nobody@example.com", client.id)).rejects.toMatchObject({ status: 404 });
  });

  test("revoking ends its requests and its tokens", async () => {
    const client = await app.client();
    const { access_token, refresh_token } = await app.tokens(client, ann);
    expect((await revokeClient(em(), client.id)).revokedAt).toBeInstanceOf(Date);
    expect((await app.me(access_token)).status).toBe(401);
    expect((await app.refresh(client, refresh_token)).status).toBe(401);
    expect(
      (await app.post("/oauth/introspect", { token: access_token, ...credentials(client) })).status,
    ).toBe(401);
  });
});
