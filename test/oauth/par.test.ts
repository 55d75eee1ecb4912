import { expect, test } from "@jest/globals";
import type { Browser } from "../support/browser.js";
import { callback, credentials, type MadeClient, pkce, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const web = await app.client({ gpt: false });
const ann = await app.user("Ann");
const { params, verifier } = pkce();

const push = (fields: Record<string, string> = {}, client: MadeClient = web) =>
  app.post("/oauth/par", {
    response_type: "code",
    redirect_uri: callback,
    state: "pushed",
    ...params,
    ...credentials(client),
    ...fields,
  });

async function pushed(fields?: Record<string, string>): Promise<string> {
  const { status, body } = await push(fields);
  expect({ status, body }).toMatchObject({ status: 201 });
  return String(body.request_uri);
}

const start = (requestUri: string, client = web, more = "") =>
  `/oauth/authorize?client_id=${client.id}&request_uri=${encodeURIComponent(requestUri)}${more}`;

/** Signs in and allows where asked; answers with what the client is told. */
async function follow(path: string, browser: Browser = app.browser()): Promise<URLSearchParams> {
  let response = await browser.follow(await browser.get(path));
  const forms: Record<string, string>[] = [{ user: String(ann) }, { answer: "approve" }];
  for (const fields of forms) {
    if (response.headers.has("location")) break;
    response = await browser.follow(await browser.post(new URL(response.url).pathname, fields));
  }
  return new URL(response.headers.get("location")!).searchParams;
}

test("a pushed request starts where its parameters need not be in the address", async () => {
  const { status, headers, body } = await push({ scope: "foods:read profile:read" });
  expect(status).toBe(201);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(body).toEqual({
    request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/),
    expires_in: 60,
  });
  const answer = await follow(start(String(body.request_uri)));
  expect(answer.get("state")).toBe("pushed");
  expect(answer.get("iss")).toBe(app.origin);
  const tokens = await app.redeem(web, answer.get("code")!, { code_verifier: verifier });
  expect(tokens).toMatchObject({ status: 200, body: { scope: "foods:read profile:read" } });
});

test("a public client may push as well", async () => {
  const spa = await app.client({ public: true });
  const { status, body } = await push({}, spa);
  expect(status).toBe(201);
  expect((await follow(start(String(body.request_uri), spa))).has("code")).toBe(true);
});

test("what stands in the address beside it counts for nothing", async () => {
  const answer = await follow(
    start(await pushed(), web, "&scope=profile:read&state=other&redirect_uri=https://evil.example"),
  );
  expect(answer.get("state")).toBe("pushed");
  const tokens = await app.redeem(web, answer.get("code")!, { code_verifier: verifier });
  expect(tokens.body.scope).toBe("foods:read");
});

test("it starts one authorization, within a minute, for the client that pushed it", async () => {
  const refused = { error: "invalid_request_uri" };
  const told = async (path: string) => (await app.browser().get(path, { accept: "application/json" })).json();

  const used = await pushed();
  await follow(start(used));
  expect(await told(start(used))).toMatchObject(refused);
  expect(await told(start("urn:ietf:params:oauth:request_uri:nonsense"))).toMatchObject(refused);
  expect(await told(start("https://evil.example/request"))).toMatchObject({
    error: "request_uri_not_supported",
  });

  const foreign = await app.browser().get(start(await pushed(), await app.client({ gpt: false })));
  expect([foreign.status, foreign.headers.get("location")]).toEqual([400, null]);

  const late = await pushed();
  await app.orm.em.fork().execute(
    `update oauth_artifacts set payload = payload || jsonb_build_object('exp', extract(epoch from now())::int - 1)
     where model = 'PushedAuthorizationRequest'`,
  );
  expect(await told(start(late))).toMatchObject(refused);
});

test.each<[string, Record<string, string>, number, string]>([
  ["57 by an unknown client", { client_id: "client_x" }, 401, "invalid_client"],
  ["55 with a wrong secret", { client_secret: "wrong" }, 401, "invalid_client"],
  ["20 with an unregistered redirect URI", { redirect_uri: "https://evil.example" }, 400, "invalid_request"],
  ["25 without response_type", { response_type: "" }, 400, "invalid_request"],
  ["26 with response_type=token", { response_type: "token" }, 400, "unsupported_response_type"],
  ["27 with an unknown scope", { scope: "foods:eat" }, 400, "invalid_scope"],
  ["32 without a challenge", { code_challenge: "", code_challenge_method: "" }, 400, "invalid_request"],
  ["39 for a resource of somebody else", { resource: "https://example.com/api" }, 400, "invalid_target"],
])("%s a request is refused where it is pushed", async (_rule, fields, status, error) => {
  expect(await push(fields)).toMatchObject({ status, body: { error } });
});

test("S24 wrong secrets count here as everywhere", async () => {
  const guessed = await app.client({ gpt: false });
  for (let n = 0; n < 20; n++) await push({}, { ...guessed, secret: "wrong" });
  expect((await push({}, guessed)).status).toBe(429);
});

test("none of this was a failure of ours", () => {
  expect(app.failures).toEqual([]);
});
