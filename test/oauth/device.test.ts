import { beforeEach, describe, expect, test } from "@jest/globals";
import type { Browser } from "../support/browser.js";
import { credentials, type MadeClient, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const ann = await app.user("Ann");
const tv = await app.client({ name: "TV", public: true, device: true, redirectUris: [] });
beforeEach(() => app.forgetLimits());

interface Begun {
  readonly device_code: string;
  readonly user_code: string;
}

const begin = (fields: Record<string, string> = {}, client = tv) =>
  app.post("/oauth/device/code", { ...credentials(client), ...fields });

const begun = async (fields?: Record<string, string>) => (await begin(fields)).body as unknown as Begun;

/** One question of the device, after it has waited. */
async function poll({ device_code }: Pick<Begun, "device_code">, client: MadeClient = tv) {
  await app.forgetLimits();
  return ask(device_code, client);
}

const ask = (device_code: string, client = tv) =>
  app.post("/oauth/token", {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code,
    ...credentials(client),
  });

const refusal = (error: string) => ({ status: 400, body: { error, error_description: expect.any(String) } });

/** Fills in the form with a code; the answer is the form again, or a redirect. */
async function type(browser: Browser, userCode: string, token?: string): Promise<Response> {
  const form = (await (await browser.get("/oauth/device")).json()) as { token: string };
  return browser.post("/oauth/device", { xsrf: token ?? form.token, user_code: userCode, confirm: "yes" });
}

/** From the code to the consent page, signing in on the way. */
async function atConsent(browser: Browser, userCode: string, user = ann): Promise<Response> {
  let response = await browser.follow(await type(browser, userCode));
  const { pathname } = new URL(response.url);
  if (pathname.startsWith("/sign-in/")) {
    response = await browser.follow(await browser.post(pathname, { user: String(user) }));
  }
  expect(new URL(response.url).pathname).toMatch(/^\/consent\//);
  return response;
}

async function answer(browser: Browser, userCode: string, decision: "approve" | "deny", user = ann) {
  const consent = await atConsent(browser, userCode, user);
  const ended = await browser.follow(await browser.post(new URL(consent.url).pathname, { answer: decision }));
  return ended.json();
}

describe("87 beginning", () => {
  test("gives a code for the device, one for its person, and where to enter it", async () => {
    const { status, headers, body } = await begin({ scope: "foods:read" });
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/),
      verification_uri: `${app.origin}/oauth/device`,
      verification_uri_complete: `${app.origin}/oauth/device?user_code=${body.user_code}`,
      expires_in: 600,
      interval: 5,
    });
  });

  test("needs a client that is a device, and a scope that it may ask for", async () => {
    const other = await app.client();
    expect(await begin({}, other)).toMatchObject(refusal("unauthorized_client"));
    expect(await begin({ client_id: "client_x" })).toMatchObject({ status: 401 });
    expect(await begin({ scope: "foods:eat" })).toMatchObject(refusal("invalid_scope"));
    expect(await begin({ resource: "https://elsewhere.example" })).toMatchObject(refusal("invalid_target"));
  });

  test("with a secret needs the secret", async () => {
    const kiosk = await app.client({ gpt: false, device: true, redirectUris: [] });
    expect((await begin({}, kiosk)).status).toBe(200);
    expect(await begin({}, { ...kiosk, secret: "wrong" })).toMatchObject({ status: 401 });
  });

  test("S22 leaves no code in the table that could be used", async () => {
    const { device_code, user_code } = await begun();
    const rows = JSON.stringify(await app.orm.em.fork().execute("select * from oauth_artifacts"));
    for (const text of [device_code, user_code, user_code.replace("-", "")]) expect(rows).not.toContain(text);
  });
});

describe("88 polling", () => {
  test("before the answer is authorization_pending, and too soon again slow_down", async () => {
    const { device_code } = await begun();
    expect(await ask(device_code)).toMatchObject(refusal("authorization_pending"));
    expect(await ask(device_code)).toMatchObject(refusal("slow_down"));
    expect(await poll({ device_code })).toMatchObject(refusal("authorization_pending"));
  });

  test("with nonsense, another client's code or the name of a row is invalid_grant", async () => {
    const { device_code, user_code } = await begun();
    const other = await app.client({ public: true, device: true, redirectUris: [] });
    expect(await poll({ device_code: "nonsense" })).toMatchObject(refusal("invalid_grant"));
    expect(await poll({ device_code }, other)).toMatchObject(refusal("invalid_grant"));
    await answer(app.browser(), user_code, "approve");
    const [row] = await app.orm.em
      .fork()
      .execute<{ id: Buffer }[]>(
        "select id from oauth_artifacts where model = 'DeviceCode' and user_id = ?",
        [ann],
      );
    for (const name of [`#${row!.id.toString("base64url")}`, row!.id.toString("base64url"), user_code]) {
      expect(await poll({ device_code: name })).toMatchObject(refusal("invalid_grant"));
    }
    expect((await poll({ device_code })).status).toBe(200);
  });
});

describe("89 the person", () => {
  test("allows it: the device gets tokens, once, and may refresh them", async () => {
    const code = await begun({ scope: "foods:read profile:read" });
    expect(await answer(app.browser(), code.user_code, "approve")).toEqual({ outcome: "allowed" });
    const { status, body } = await poll(code);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { token_type: "Bearer", expires_in: 3600, scope: "foods:read profile:read" },
    });
    expect((await app.me(String(body.access_token))).body).toMatchObject({ userId: ann, clientId: tv.id });
    expect((await app.refresh(tv, String(body.refresh_token))).status).toBe(200);
    expect(await poll(code)).toMatchObject(refusal("invalid_grant"));
    expect((await app.me(String(body.access_token))).status).toBe(401);
  });

  test("writes the code as people do: lower case, without the dash", async () => {
    const code = await begun();
    await answer(app.browser(), ` ${code.user_code.toLowerCase().replace("-", " ")} `, "approve");
    expect((await poll(code)).status).toBe(200);
  });

  test("is asked each time, and sees which app it is and that it is a device", async () => {
    const browser = app.browser();
    for (let time = 0; time < 2; time++) {
      const { user_code } = await begun();
      const due = await (await atConsent(browser, user_code)).json();
      expect(due).toMatchObject({ client: { name: "TV" }, redirectHost: null, prompt: "consent" });
    }
  });

  test("does not allow it: access_denied", async () => {
    const code = await begun();
    expect(await answer(app.browser(), code.user_code, "deny")).toEqual({ outcome: "denied" });
    expect(await poll(code)).toMatchObject(refusal("access_denied"));
  });

  test("is too late: expired_token, and the code is not taken", async () => {
    const code = await begun();
    await app.orm.em.fork().execute(
      `update oauth_artifacts set payload = payload || jsonb_build_object('exp', extract(epoch from now())::int - 1)
       where model = 'DeviceCode'`,
    );
    expect(await poll(code)).toMatchObject(refusal("expired_token"));
    expect((await type(app.browser(), code.user_code)).status).toBe(400);
  });

  test("enters a wrong, an empty or a used code: the form again, with the same words for each", async () => {
    const browser = app.browser();
    const { user_code } = await begun();
    await answer(browser, user_code, "approve");
    const problems = [];
    for (const wrong of ["BBBB-BBBB", user_code]) {
      const again = await type(browser, wrong);
      expect(again.status).toBe(400);
      problems.push(((await again.json()) as { problem: string }).problem);
    }
    expect(problems[0]).toBe(problems[1]);
    expect(await (await type(browser, "")).json()).toMatchObject({
      problem: expect.stringContaining("Enter the code"),
    });
  });

  test("S36 a form that did not come from here is refused, and spends no code", async () => {
    const { user_code } = await begun();
    const browser = app.browser();
    expect((await type(browser, user_code, "forged")).status).toBe(400);
    const bare = await app.browser().post("/oauth/device", { user_code, confirm: "yes" });
    expect([bare.status, bare.headers.get("location")]).toEqual([303, "/oauth/device"]);
    expect((await type(browser, user_code)).status).toBe(303);
  });

  test("S24 is stopped after ten wrong codes, with a right one as well", async () => {
    const browser = app.browser();
    for (let n = 0; n < 10; n++) expect((await type(browser, "BBBB-BBBB")).status).toBe(400);
    const { user_code } = await begun();
    const refused = await type(browser, user_code);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(600);
  });

  test("a link with the code in it only fills in the form", async () => {
    const { user_code } = await begun();
    const form = await (await app.browser().get(`/oauth/device?user_code=${user_code}`)).json();
    expect(form).toMatchObject({ userCode: user_code, problem: null });
  });
});

test("49 of six polls at once that come after the answer exactly one gets tokens", async () => {
  const code = await begun();
  await answer(app.browser(), code.user_code, "approve");
  await app.forgetLimits();
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask(code.device_code)));
  const errors = answers.map(({ status, body }) => (status === 200 ? "tokens" : body.error)).sort();
  expect(errors).toEqual(["slow_down", "slow_down", "slow_down", "slow_down", "slow_down", "tokens"]);
});

test("none of this was a failure of ours", () => {
  expect(app.failures).toEqual([]);
});
