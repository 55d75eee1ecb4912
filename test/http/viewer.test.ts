import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { apiScopes } from "../../src/oauth/scopes.js";
import { startPages } from "../support/pagesApp.js";

const { origin, orm, browser } = await startPages({
  door(ctx, next) {
    if (!/^\/(api|graphql|page)/i.test(ctx.path)) return next();
    const { viewer } = ctx.state;
    ctx.body = { viewer: viewer && { ...viewer, scopes: [...viewer.scopes] } };
  },
});

const person = browser();
const session = /larder=([\w-]+)/.exec(
  (await person.signUp("ann@example.com")).headers.getSetCookie()[0]!,
)![1]!;
const cookie = `larder=${session}`;

async function ask(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(origin + path, { headers });
  const body = (await answer.json()) as { viewer?: unknown; code?: string };
  return { status: answer.status, ...body };
}

test.each(["/graphql", "/page"])("at %s a session speaks for its user, with every scope", async (path) => {
  const { viewer } = await ask(path, { cookie });
  expect(viewer).toEqual({ userId: expect.any(Number), clientId: null, scopes: apiScopes });
});

test.each(["/api/me", "/API/me", "/api"])("at %s a session counts for nothing", async (path) => {
  expect(await ask(path, { cookie })).toEqual({ status: 200, viewer: null });
});

test.each(["/graphql", "/api/me", "/page"])("at %s nobody is nobody", async (path) => {
  expect(await ask(path)).toEqual({ status: 200, viewer: null });
  expect(await ask(path, { cookie: "larder=x" })).toEqual({ status: 200, viewer: null });
});

test("an expired session speaks for nobody", async () => {
  const other = browser();
  const answer = await other.signUp("bob@example.com");
  const token = /larder=([\w-]+)/.exec(answer.headers.getSetCookie()[0]!)![1]!;
  const tokenHash = createHash("sha256").update(token).digest("base64url");
  await orm.em
    .fork()
    .execute("update sessions set expires_at = now() - interval '1 second' where token_hash = ?", [
      tokenHash,
    ]);
  expect(await ask("/page", { cookie: `larder=${token}` })).toEqual({ status: 200, viewer: null });
});

test.each(["Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer a,b", "unknown", "Bearer  ü"])(
  "Authorization: %s is refused as malformed, a session beside it or not",
  async (authorization) => {
    for (const path of ["/api/me", "/graphql"]) {
      const answer = await ask(path, {
        authorization: Buffer.from(authorization).toString("latin1"),
        cookie,
      });
      expect(answer).toMatchObject({ status: 401, code: "INVALID_TOKEN" });
    }
  },
);

test("an unknown token is refused, a session beside it or not", async () => {
  expect(await ask("/graphql", { authorization: "Bearer unknown", cookie })).toMatchObject({ status: 401 });
});

test("pages know sessions only", async () => {
  expect(await ask("/page", { authorization: "Bearer unknown", cookie })).toMatchObject({
    status: 200,
    viewer: { clientId: null },
  });
});
