import { describe, expect, test } from "@jest/globals";
import { updateClient } from "../../src/oauth/clients.js";
import { answerOf, callback, credentials, otherCallback, pkce, startOauthApp } from "../support/oauthApp.js";

const app = await startOauthApp();
const gpt = await app.client();
const web = await app.client({ gpt: false });
const spa = await app.client({ public: true });
const ann = await app.user("Ann");

const code = () => app.code(gpt, ann);
const basic = (id: string, secret: string, scheme = "Basic") => ({
  authorization: `${scheme} ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64")}`,
});
const grant = async (client = gpt) => ({
  grant_type: "authorization_code",
  code: await app.code(client, ann),
  redirect_uri: client.redirectUri,
});

async function json(body: unknown) {
  const headers = { "content-type": "application/json" };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return answerOf(await fetch(`${app.origin}/oauth/token`, { method: "POST", body: text, headers }));
}

/** A refusal is JSON with the standard's words and nothing else. */
function refusal(status: number, error: string) {
  return { status, body: { error, error_description: expect.any(String) } };
}

describe("redeeming a code", () => {
  test("41 and S17 with the secret in the form, for an hour", async () => {
    const { status, headers, body } = await app.redeem(gpt, await code());
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("application/json");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: "Bearer",
      expires_in: 3600,
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      scope: "foods:read",
    });
  });

  test.each(["Basic", "basic", "BASIC"])("42 with the header, scheme written %s", async (scheme) => {
    const answer = await app.post("/oauth/token", await grant(), basic(gpt.id, gpt.secret, scheme));
    expect(answer.status).toBe(200);
  });

  test("43 with a JSON body", async () => {
    expect((await json({ ...(await grant()), ...credentials(gpt), scope: null })).status).toBe(200);
  });

  test("44 a missing code is invalid_request", async () => {
    const { code: _code, ...rest } = await grant();
    expect(await app.post("/oauth/token", { ...rest, ...credentials(gpt) })).toMatchObject(
      refusal(400, "invalid_request"),
    );
  });

  test("45 garbage, and a refresh token in its place, is invalid_grant", async () => {
    const { refresh_token } = await app.tokens(gpt, ann);
    for (const wrong of ["garbage", refresh_token]) {
      expect(await app.redeem(gpt, wrong)).toMatchObject(refusal(400, "invalid_grant"));
    }
  });

  test.each([{ code: ["a"] }, { code: { a: "b" } }, { client_secret: ["a"] }, { code: 1 }])(
    "46 %j in JSON is invalid_request",
    async (fields) => {
      const answer = await json({ ...(await grant()), ...credentials(gpt), ...fields });
      expect(answer).toMatchObject(refusal(400, "invalid_request"));
    },
  );

  test("47 an expired code is invalid_grant", async () => {
    const old = await code();
    await app.orm.em.fork().execute(
      `update oauth_artifacts set payload = payload || jsonb_build_object('exp', extract(epoch from now())::int - 1)
       where model = 'AuthorizationCode'`,
    );
    expect(await app.redeem(gpt, old)).toMatchObject(refusal(400, "invalid_grant"));
  });

  test("48 and S11 a second use is invalid_grant and ends what the first one got", async () => {
    const used = await code();
    const first = await app.redeem(gpt, used);
    expect(await app.redeem(gpt, used)).toMatchObject(refusal(400, "invalid_grant"));
    expect((await app.me(String(first.body.access_token))).status).toBe(401);
    expect(await app.refresh(gpt, String(first.body.refresh_token))).toMatchObject(
      refusal(400, "invalid_grant"),
    );
  });

  test("49 and S12 of six at once exactly one gets tokens", async () => {
    for (let round = 0; round < 5; round++) {
      const contested = await code();
      const answers = await Promise.all(Array.from({ length: 6 }, () => app.redeem(gpt, contested)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
    }
  });

  test("50 another client's code is invalid_grant, and its owner can still use it", async () => {
    const other = await app.client();
    const owned = await code();
    expect(await app.redeem(other, owned)).toMatchObject(refusal(400, "invalid_grant"));
    expect((await app.redeem(gpt, owned)).status).toBe(200);
  });

  test("51 another redirect URI is invalid_grant, a missing one invalid_request", async () => {
    expect(await app.redeem(gpt, await code(), { redirect_uri: otherCallback })).toMatchObject(
      refusal(400, "invalid_grant"),
    );
    expect(await app.redeem(gpt, await code(), { redirect_uri: "" })).toMatchObject(
      refusal(400, "invalid_request"),
    );
  });

  test("52, 53 and S7 a bound challenge needs its verifier", async () => {
    const { params, verifier } = pkce();
    const redeem = async (fields: Record<string, string>) =>
      app.redeem(spa, await app.code(spa, ann, params), fields);
    expect(await redeem({})).toMatchObject(refusal(400, "invalid_grant"));
    expect(await redeem({ code_verifier: pkce().verifier })).toMatchObject(refusal(400, "invalid_grant"));
    expect(await redeem({ code_verifier: "short" })).toMatchObject(refusal(400, "invalid_request"));
    expect((await redeem({ code_verifier: verifier })).status).toBe(200);
  });

  test("54 and S7 a verifier without a challenge is refused", async () => {
    const answer = await app.redeem(gpt, await code(), { code_verifier: pkce().verifier });
    expect(answer).toMatchObject(refusal(400, "invalid_grant"));
  });

  test("a user who is deleted meanwhile gets nothing", async () => {
    const eve = await app.user("Eve");
    const late = await app.code(gpt, eve);
    await app.orm.em.fork().execute("delete from users where id = ?", [eve]);
    expect(await app.redeem(gpt, late)).toMatchObject(refusal(400, "invalid_grant"));
  });
});

describe("who the client is", () => {
  test("55 and 57 a wrong secret and an unknown client look alike, and nothing is written", async () => {
    const fields = await grant();
    const before = await rows();
    const wrong = await app.post("/oauth/token", { ...fields, client_id: gpt.id, client_secret: "wrong" });
    const unknown = await app.post("/oauth/token", {
      ...fields,
      client_id: "client_x",
      client_secret: "wrong",
    });
    expect(wrong).toMatchObject(refusal(401, "invalid_client"));
    expect(wrong.body).toEqual(unknown.body);
    expect(await rows()).toEqual(before);
  });

  test("55 after the header was tried, a challenge names the scheme", async () => {
    const { status, headers } = await app.post("/oauth/token", await grant(), basic(gpt.id, "wrong"));
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toMatch(/^Basic realm=/);
  });

  test("S24 after twenty wrong secrets a client waits, in header and body alike, and no other client does", async () => {
    const guessed = await app.client();
    const right = await app.tokens(guessed, ann);
    for (let n = 0; n < 10; n++) {
      expect((await app.refresh({ ...guessed, secret: "wrong" }, right.refresh_token)).status).toBe(401);
      expect((await app.post("/oauth/revoke", { token: "x" }, basic(guessed.id, "wrong"))).status).toBe(401);
    }
    const answer = await app.refresh(guessed, right.refresh_token);
    expect(answer).toMatchObject(refusal(429, "temporarily_unavailable"));
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(800);
    expect((await app.redeem(gpt, await code())).status).toBe(200);
    expect((await app.me(right.access_token)).status).toBe(200);
  });

  test("S24 a client that asks without end waits, though all it says be right, and no other client does", async () => {
    const busy = await app.client();
    const { refresh_token } = await app.tokens(busy, ann);
    await app.orm.em
      .fork()
      .execute("update rate_limits set points = 3000 where key like 'client-requests:%'");
    const answer = await app.refresh(busy, refresh_token);
    expect(answer).toMatchObject(refusal(429, "temporarily_unavailable"));
    expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect((await app.tokens(await app.client(), ann)).scope).toBe("foods:read");
    await app.forgetLimits();
    expect((await app.refresh(busy, refresh_token)).status).toBe(200);
  });

  test("S24 another spelling of the client's id is counted as the same", async () => {
    const guessed = await app.client();
    const guess = async (id: string) => {
      const authorization = `Basic ${Buffer.from(`${id}:wrong`).toString("base64")}`;
      return (await app.post("/oauth/revoke", { token: "x" }, { authorization })).status;
    };
    for (let at = 0; at < 20; at++) {
      const spelled = guessed.id.replace(/./g, (letter, n) =>
        n === at ? `%${letter.charCodeAt(0).toString(16)}` : letter,
      );
      expect(await guess(spelled)).toBe(401);
    }
    expect(await guess(guessed.id)).toBe(429);
  });

  test("56 a confidential client needs its secret", async () => {
    const answer = await app.post("/oauth/token", { ...(await grant()), client_id: gpt.id });
    expect(answer).toMatchObject(refusal(401, "invalid_client"));
  });

  test("S22 the hash of a secret is not the secret", async () => {
    const [row] = await app.orm.em
      .fork()
      .execute("select secret_hash from oauth_clients where id = ?", [gpt.id]);
    const answer = await app.post("/oauth/token", {
      ...(await grant()),
      client_id: gpt.id,
      client_secret: row!.secret_hash,
    });
    expect(answer).toMatchObject(refusal(401, "invalid_client"));
  });

  test("58 credentials in header and body are invalid_request", async () => {
    const fields = { ...(await grant()), ...credentials(gpt) };
    expect(await app.post("/oauth/token", fields, basic(gpt.id, gpt.secret))).toMatchObject(
      refusal(400, "invalid_request"),
    );
  });

  test("a client id that no database can hold is just unknown", async () => {
    const answer = await app.post("/oauth/token", {
      ...(await grant()),
      client_id: "a\0b",
      client_secret: "c",
    });
    expect(answer).toMatchObject(refusal(401, "invalid_client"));
  });

  const rows = () => app.orm.em.fork().execute("select id, consumed_at from oauth_artifacts order by id");
});

describe("what is asked", () => {
  const post = (fields: Record<string, string>) =>
    app.post("/oauth/token", { ...fields, ...credentials(gpt) });

  test("59 grant_type missing or unknown", async () => {
    expect(await post({})).toMatchObject(refusal(400, "invalid_request"));
    expect(await post({ grant_type: "barter" })).toMatchObject(refusal(400, "unsupported_grant_type"));
  });

  test.each(["password", "implicit", "personal_access"])("60 no %s grant", async (grant_type) => {
    const answer = await post({ grant_type, username: "a", password: "b" });
    expect(answer).toMatchObject(refusal(400, "unsupported_grant_type"));
  });

  test("61 a grant that this client may not use is unauthorized_client", async () => {
    const answer = await post({ grant_type: "client_credentials" });
    expect(answer).toMatchObject(refusal(400, "unauthorized_client"));
    const machine = await app.client({ gpt: false, redirectUris: [], clientCredentials: true });
    const refresh = await app.refresh(machine, "any");
    expect(refresh).toMatchObject(refusal(400, "unauthorized_client"));
  });

  test("62 a client without the refresh grant gets no refresh token", async () => {
    const client = await app.client();
    await updateClient(app.orm.em.fork(), client.id, { grantTypes: ["authorization_code"] });
    const { status, body } = await app.redeem(client, await app.code(client, ann));
    expect(status).toBe(200);
    expect(body).not.toHaveProperty("refresh_token");
  });

  test("63 malformed JSON, plain text, a body without end, a GET", async () => {
    expect(await json("{")).toMatchObject(refusal(400, "invalid_request"));
    expect(await json("[]")).toMatchObject(refusal(400, "invalid_request"));
    expect(await json({ code: "x".repeat(60_000) })).toMatchObject(refusal(400, "invalid_request"));
    expect(await post({ code: "x".repeat(60_000) })).toMatchObject(refusal(400, "invalid_request"));
    const text = await fetch(`${app.origin}/oauth/token`, { method: "POST", body: "code" });
    expect(await answerOf(text)).toMatchObject(refusal(400, "invalid_request"));
    expect((await fetch(`${app.origin}/oauth/token`)).status).toBe(405);
  });

  test("64 a refusal is JSON for a browser too", async () => {
    const answer = await app.post("/oauth/token", credentials(gpt), { accept: "text/html" });
    expect(answer).toMatchObject(refusal(400, "invalid_request"));
  });

  test.each(["/oauth/token/", "/OAUTH/token"])(
    "%s, which the engine would answer, does not reach it",
    async (path) => {
      expect((await app.post(path, { ...(await grant()), ...credentials(gpt) })).status).toBe(404);
    },
  );

  test("S29 only pages of the client's own origin may read the answer", async () => {
    const { params, verifier } = pkce();
    const redeem = async (origin: string) => {
      const fields = { ...(await grantOf(params)), client_id: spa.id, code_verifier: verifier };
      return app.post("/oauth/token", fields, { origin });
    };
    const own = await redeem(new URL(callback).origin);
    expect(own.status).toBe(200);
    expect(own.headers.get("access-control-allow-origin")).toBe("https://chatgpt.com");
    const foreign = await redeem("https://evil.example");
    expect(foreign.status).toBe(400);
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
  });

  const grantOf = async (params: Record<string, string>) => ({
    grant_type: "authorization_code",
    code: await app.code(spa, ann, params),
    redirect_uri: spa.redirectUri,
  });

  test("PKCE binds a confidential client that must use it", async () => {
    const { params, verifier } = pkce();
    const bound = await app.code(web, ann, params);
    expect((await app.redeem(web, bound, { code_verifier: verifier })).status).toBe(200);
  });

  test("none of this was a failure of ours", () => {
    expect(app.failures).toEqual([]);
  });
});
