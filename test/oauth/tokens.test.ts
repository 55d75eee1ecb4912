import { expect, test } from "@jest/globals";
import { introspectToken, revokeToken } from "../../src/cli/tokens.js";
import { revokeClient } from "../../src/oauth/clients.js";
import { startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const gpt = await app.client();
const ann = await app.user("Ann");
const em = () => app.orm.em.fork();

test("the operator sees whom a token speaks for, and what it may do", async () => {
  const { access_token, refresh_token } = await app.tokens(gpt, ann, { scope: "foods:read profile:read" });
  const both = { active: true, user: `user_${ann}`, client: gpt.id, scopes: ["foods:read", "profile:read"] };
  expect(await introspectToken(em(), access_token)).toMatchObject({ kind: "access token", ...both });
  expect(await introspectToken(em(), refresh_token)).toMatchObject({ kind: "refresh token", ...both });
});

test("a token that was spent, has expired or lost its client is not active", async () => {
  const spent = await app.tokens(gpt, ann);
  await app.refresh(gpt, spent.refresh_token);
  expect(await introspectToken(em(), spent.refresh_token)).toMatchObject({ active: false });
  const client = await app.client();
  const { access_token } = await app.tokens(client, ann);
  await revokeClient(em(), client.id);
  expect(await introspectToken(em(), access_token)).toMatchObject({ active: false });
  await em().execute("update oauth_artifacts set expires_at = now() where model = 'AccessToken'");
  expect(await introspectToken(em(), spent.access_token)).toMatchObject({ active: false });
});

test("revoking one token ends its whole authorization and no other", async () => {
  const [stolen, other] = [await app.tokens(gpt, ann), await app.tokens(gpt, ann)];
  expect(await revokeToken(em(), stolen.access_token)).toMatchObject({ active: false });
  expect((await app.me(stolen.access_token)).status).toBe(401);
  expect((await app.refresh(gpt, stolen.refresh_token)).status).toBe(400);
  expect((await app.me(other.access_token)).status).toBe(200);
});

test("what is no token is not repeated", async () => {
  const refused = await introspectToken(em(), "a-pasted-secret").catch((error) => error);
  expect(refused).toMatchObject({ status: 404 });
  expect(refused.message).not.toContain("a-pasted-secret");
});
