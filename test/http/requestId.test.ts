import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { startPages } from "../support/pagesApp.js";
import { makeToken } from "../support/token.js";

const { origin, orm, logged } = await startPages({
  door: (ctx, next) => {
    if (ctx.path === "/api/bug") throw new TypeError("a bug");
    return next();
  },
});

const idOf = async (path: string, headers: Record<string, string> = {}, method = "GET") =>
  (await fetch(origin + path, { headers, method, redirect: "manual" })).headers.get("x-request-id");

const doors = [
  "/",
  "/sign-in",
  "/account",
  "/nothing",
  "/api/foods/search?query=tofu",
  "/graphql?query={__typename}",
  "/oauth/authorize",
  "/oauth/jwks",
  "/.well-known/oauth-protected-resource",
  "/openapi.json",
  "/health/live",
];

test.each(doors)("%s answers with the id that came with the request, and makes one without", async (path) => {
  expect(await idOf(path, { "x-request-id": "Root=1-67891233:abc/DEF" })).toBe("Root=1-67891233:abc/DEF");
  const made = [await idOf(path), await idOf(path)];
  expect(made).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  expect(made[0]).not.toBe(made[1]);
});

test.each(["", "two words", '"quoted"', "<b>", "a,b", "x".repeat(101), "é"])(
  "%p is no id that we would repeat",
  async (id) => {
    expect(await idOf("/api/nothing", { "x-request-id": id })).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test("the log and the problem of an internal error name the request", async () => {
  const answer = await fetch(`${origin}/api/bug`, { headers: { "x-request-id": "mine-1" } });
  const body = (await answer.json()) as { errorId: string; requestId: string };
  expect(body.requestId).toBe("mine-1");
  const line = JSON.parse(logged.find((each) => each.includes(body.errorId))!);
  expect(line).toMatchObject({ requestId: "mine-1", path: "/api/bug" });
});

test("what the caller did wrong says nothing of the log", async () => {
  const answer = await fetch(`${origin}/api/nothing`);
  expect(Object.keys((await answer.json()) as object)).not.toContain("requestId");
});

test.each(doors.filter((path) => path !== "/oauth/authorize"))(
  "HEAD %s answers as GET does, without a body",
  async (path) => {
    const ask = (method: string) => fetch(origin + path, { method, redirect: "manual" });
    const [head, get] = [await ask("HEAD"), await ask("GET")];
    expect(head.status).toBe(get.status);
    expect(await head.text()).toBe("");
    for (const name of ["content-type", "cache-control", "www-authenticate", "location"])
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
  },
);

test("a line that is written for no one request names none", async () => {
  await orm.em.fork().execute("alter table usage_events rename to out_of_reach");
  const { headers } = await makeToken(orm, origin, null, ["foods:read"]);
  await fetch(`${origin}/api/nutrients`, { headers });
  await setTimeout(800);
  await orm.em.fork().execute("alter table out_of_reach rename to usage_events");
  const line = logged.map((each) => JSON.parse(each)).find(({ msg }) => msg.includes("history"));
  expect(line).toBeDefined();
  expect(line).not.toHaveProperty("requestId");
});
