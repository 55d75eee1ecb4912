import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";

const { origin, orm, browser } = await startPages({
  door(ctx, next) {
    if (!/^\/api/i.test(ctx.path)) return next();
    ctx.body = { viewer: ctx.state.viewer };
  },
});
await makeFood(orm, { name: "Tofu" });

async function signUp(email: string): Promise<string> {
  const [cookie] = (await browser().signUp(email)).headers.getSetCookie();
  return cookie!.split(";")[0]!;
}

const cookie = await signUp("ann@example.com");

type Headers = Record<string, string>;

async function graphql(headers: Headers) {
  const query = '{ me { name } foods(query: "tofu") { edges { node { name } } } }';
  const answer = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  const body = (await answer.json()) as { data?: unknown; errors?: [{ extensions: { code: string } }] };
  return { status: answer.status, data: body.data, code: body.errors?.[0].extensions.code };
}

async function api(path: string, headers: Headers = {}) {
  const answer = await fetch(origin + path, { headers });
  return [answer.status, ((await answer.json()) as { code?: string }).code];
}

const account = async (headers: Headers) =>
  (await fetch(`${origin}/account`, { headers, redirect: "manual" })).status;

test("a session speaks for its user at /graphql, in all that the account may do", async () => {
  const { data } = await graphql({ cookie });
  expect(data).toEqual({ me: { name: "Ann" }, foods: { edges: [{ node: { name: "Tofu" } }] } });
});

test("a session counts for nothing at /api, in whatever letters that is written", async () => {
  expect(await api("/api/foods/search?query=tofu", { cookie })).toEqual([401, "UNAUTHENTICATED"]);
  const answer = await fetch(`${origin}/API/anything`, { headers: { cookie } });
  expect(await answer.json()).toEqual({ viewer: null });
});

test.each<Headers>([{}, { cookie: "larder=unknown" }, { cookie: "larder=" }])(
  "with %j nobody is known",
  async (headers) => {
    expect((await graphql(headers)).code).toBe("UNAUTHENTICATED");
    expect(await account(headers)).toBe(303);
  },
);

test("an expired session speaks for nobody", async () => {
  const other = await signUp("bob@example.com");
  expect(await account({ cookie: other })).toBe(200);
  const tokenHash = createHash("sha256").update(other.split("=")[1]!).digest("base64url");
  await orm.em
    .fork()
    .execute("update sessions set expires_at = now() - interval '1 second' where token_hash = ?", [
      tokenHash,
    ]);
  expect(await account({ cookie: other })).toBe(303);
  expect((await graphql({ cookie: other })).code).toBe("UNAUTHENTICATED");
});

test.each(["Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer a,b", "unknown", "Bearer  ü"])(
  "Authorization: %s is refused as malformed, a session beside it or not",
  async (text) => {
    const authorization = Buffer.from(text).toString("latin1");
    expect(await api("/api/foods/search?query=tofu", { authorization })).toEqual([401, "INVALID_TOKEN"]);
    expect((await graphql({ authorization, cookie })).status).toBe(401);
  },
);

test("an unknown token is refused, a session beside it or not", async () => {
  const authorization = "Bearer unknown";
  expect(await api("/api/foods/search?query=tofu", { authorization })).toEqual([401, "INVALID_TOKEN"]);
  expect((await graphql({ authorization, cookie })).status).toBe(401);
});

test("pages know sessions only", async () => {
  expect(await account({ cookie, authorization: "Bearer unknown" })).toBe(200);
});
