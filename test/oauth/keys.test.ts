import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { decodeProtectedHeader } from "jose";
import { loadKeys, rotateKeys } from "../../src/oauth/keys.js";
import { purge } from "../../src/oauth/purge.js";
import { secret, startOauthApp } from "../support/oauthApp.js";
import { Program } from "../support/program.js";

const app = await startOauthApp();
const gpt = await app.client();
const ann = await app.user("Ann");
const em = () => app.orm.em.fork();

/** As if the keys had been made that much earlier. */
const age = (interval: string) =>
  em().execute("update oauth_keys set created_at = created_at - ?::interval", [interval]);

/** As long as a server may take to see it. */
const serversLook = () => delay(3100);

async function published(): Promise<string[]> {
  const { keys } = (await (await fetch(`${app.origin}/oauth/jwks`)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

async function signer(): Promise<string> {
  const tokens = await app.tokens(gpt, ann, { scope: "openid foods:read" });
  return decodeProtectedHeader((tokens as unknown as { id_token: string }).id_token).kid!;
}

test("new keys verify at once, sign after ten seconds, and those of before still verify", async () => {
  const before = await loadKeys(em(), secret);
  await rotateKeys(em(), secret);
  const waiting = await loadKeys(em(), secret);
  for (const purpose of ["signing", "cookie"] as const) {
    expect(waiting[purpose].slice(0, -1)).toEqual(before[purpose]);
  }
  await age("11 seconds");
  const after = await loadKeys(em(), secret);
  for (const purpose of ["signing", "cookie"] as const) {
    expect(after[purpose].slice(1)).toEqual(before[purpose]);
    expect(before[purpose]).not.toContainEqual(after[purpose][0]);
  }
});

test("91 a running server takes the keys of a rotation over by itself, and nobody is signed out", async () => {
  await serversLook();
  const browser = app.browser();
  await app.code(gpt, ann, {}, browser);
  const other = await app.client();
  const open = await browser.follow(await browser.get(app.authorizeUrl(other)));
  const cookies = browser.values();
  const [first, ...rest] = await published();
  expect(await signer()).toBe(first);

  const settings = { DATABASE_URL: app.databaseUrl, LARDER_SECRET: secret };
  const { code } = await new Program("cli/main.js", ["keys", "rotate"], settings).ended;
  expect(code).toBe(0);
  await serversLook();
  const [still, ...others] = await published();
  expect([still, others.length]).toEqual([first, rest.length + 1]);
  expect(await signer()).toBe(first);

  await age("11 seconds");
  await serversLook();
  const [next, ...former] = await published();
  expect(former).toContain(first);
  expect(await signer()).toBe(next);
  expect(next).not.toBe(first);

  // The request that was open before goes on, and so does the session, under cookies that the former key has signed.
  expect(browser.values()).toEqual(cookies);
  const answer = await browser.follow(await browser.post(new URL(open.url).pathname, { answer: "approve" }));
  expect(new URL(answer.headers.get("location")!).searchParams.has("code")).toBe(true);
  expect(
    new URL((await browser.get(app.authorizeUrl(gpt))).headers.get("location")!).searchParams.has("code"),
  ).toBe(true);
});

test("92 a key goes once nothing alive was signed with it: after a day, one for cookies after a month", async () => {
  const kept = async () => {
    const { signing, cookie } = await loadKeys(em(), secret);
    return [signing.length, cookie.length];
  };
  const [signing, cookie] = await kept();
  expect(signing).toBeGreaterThan(1);
  await age("23 hours");
  expect((await purge(em(), 168))!.keys).toBe(0);
  await age("2 hours");
  expect((await purge(em(), 168))!.keys).toBe(signing! - 1);
  expect(await kept()).toEqual([1, cookie]);
  await serversLook();
  expect(await published()).toHaveLength(1);
  await age("31 days");
  await purge(em(), 168);
  expect(await kept()).toEqual([1, 1]);
});

test("none of this was a failure of ours", () => {
  expect(app.failures).toEqual([]);
});
