import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { bodyParser } from "@koa/bodyparser";
import type { Middleware } from "koa";
import compose from "koa-compose";
import { BadInput, Forbidden, InsufficientScope, LimitReached, SignInRequired } from "../../src/errors.js";
import { startPages } from "../support/pagesApp.js";

const thrown: Record<string, () => unknown> = {
  bad: () => new BadInput('limit is "x"; it must be 1 to 10.'),
  guest: () => new SignInRequired(),
  scope: () => new InsufficientScope("nutrients:read"),
  forbidden: () => new Forbidden("Not yours."),
  limit: () => new LimitReached("Too many requests.", 17),
  bug: () => new TypeError("undefined is not a function: secret-of-the-house"),
  text: () => "thrown text",
};

const { origin, logged } = await startPages({
  door: compose([
    bodyParser({ jsonLimit: "1kb" }),
    async (ctx, next) => {
      const error = thrown[ctx.path.split("/").at(-1)!];
      if (error) throw error();
      if (ctx.path === "/api/decode") decodeURIComponent(ctx.querystring);
      if (ctx.path === "/api/half") {
        ctx.res.writeHead(200, { "content-length": "1000" }).write("half an answer");
        throw new Error("too late");
      }
      await next();
    },
  ]) as Middleware,
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(origin + path, { headers });

test("a program gets problem+json with what it can act on", async () => {
  const answer = await get("/api/bad");
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect([answer.status, await answer.json()]).toEqual([
    400,
    {
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: 'limit is "x"; it must be 1 to 10.',
      code: "BAD_USER_INPUT",
    },
  ]);
});

test.each(["/api/bad", "/graphql/bad"])("%s answers JSON also to a browser", async (path) => {
  const answer = await get(path, { accept: "text/html" });
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
});

test.each([
  ["text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"],
  ["*/*", "application/problem+json"],
  ["application/json", "application/problem+json"],
])("outside the doors for programs, Accept: %s gets %s", async (accept, type) => {
  expect((await get("/bad", { accept })).headers.get("content-type")).toBe(type);
});

test("below /oauth a program gets the error format of OAuth", async () => {
  expect(await (await get("/oauth/bad")).json()).toEqual({
    error: "invalid_request",
    error_description: 'limit is "x"; it must be 1 to 10.',
  });
  expect(await (await get("/oauth/limit")).json()).toMatchObject({ error: "temporarily_unavailable" });
  expect(await (await get("/oauth/bug")).json()).toMatchObject({ error: "server_error" });
});

test.each(["api", "graphql"])(
  "73 and 74 the refusals at /%s tell where to get a token, and what for",
  async (door) => {
    const metadata = `resource_metadata="${origin}/.well-known/oauth-protected-resource/${door}"`;
    const challenge = async (path: string, headers = {}) => {
      const answer = await get(`/${door}/${path}`, headers);
      return [answer.status, answer.headers.get("www-authenticate")];
    };
    expect(await challenge("guest")).toEqual([401, `Bearer ${metadata}`]);
    expect(await challenge("guest", { authorization: "Bearer unknown" })).toEqual([
      401,
      `Bearer ${metadata}, error="invalid_token"`,
    ]);
    expect(await challenge("scope")).toEqual([
      403,
      `Bearer ${metadata}, error="insufficient_scope", scope="nutrients:read"`,
    ]);
    expect((await fetch(`${origin}/.well-known/oauth-protected-resource/${door}`)).status).toBe(200);
  },
);

test("429 says when to come back", async () => {
  const answer = await get("/api/limit");
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "17"]);
});

test.each(["/api/bug", "/api/text"])(
  "%s: what nobody expected is hidden, and found in the log by its id",
  async (path) => {
    const answer = await get(`${path}?code=a-secret-code`);
    const body = (await answer.json()) as { errorId: string; detail: string };
    expect(answer.status).toBe(500);
    expect(body.detail).toBe(`Internal error. The operator finds it in the log as ${body.errorId}.`);
    expect(JSON.stringify(body)).not.toContain("secret-of-the-house");
    const line = logged.find((each) => each.includes(body.errorId))!;
    expect(line).toContain(path === "/api/bug" ? "secret-of-the-house" : "thrown text");
    expect(line).not.toContain("a-secret-code");
  },
);

test("what the caller did wrong is not logged as our failure", async () => {
  const before = logged.length;
  await get("/api/bad");
  await get("/nothing");
  expect(logged.length).toBe(before);
});

test("an upload that the client breaks off is no failure of a door", async () => {
  const before = logged.length;
  const socket = await halfSent();
  socket.resetAndDestroy();
  // Long enough for the server to notice, and to log.
  await setTimeout(200);
  expect(logged.slice(before)).toEqual([]);
});

test("uploads that never end keep nobody from the database", async () => {
  const sockets = await Promise.all(Array.from({ length: 12 }, halfSent));
  try {
    const ready = await fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(2000) });
    expect(ready.status).toBe(200);
  } finally {
    for (const socket of sockets) socket.resetAndDestroy();
  }
});

/** A form for the token endpoint whose end is never sent; the server waits for it. */
async function halfSent(): Promise<Socket> {
  const { hostname, port, host } = new URL(origin);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const type = "application/x-www-form-urlencoded";
  socket.write(
    `POST /oauth/token HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\n\r\ngrant_type=`,
  );
  await setTimeout(100);
  return socket;
}

test.each(["/%", "/%E0%A4%A", "/sign-in/%zz", "/foods/%00", "/api/decode?query=%E0%A4%A"])(
  "%s, malformed or odd, is the caller's mistake",
  async (path) => {
    expect((await get(path)).status).toBeGreaterThanOrEqual(400);
    expect((await get(path)).status).toBeLessThan(500);
  },
);

test.each([
  ["broken JSON", "{", { "content-type": "application/json" }, 400],
  [
    "a body over the limit",
    JSON.stringify({ a: "x".repeat(2000) }),
    { "content-type": "application/json" },
    413,
  ],
  ["an unknown encoding", "{}", { "content-type": "application/json", "content-encoding": "x" }, 415],
])("%s is the caller's mistake, and the body is not repeated", async (_what, body, headers, status) => {
  const answer = await fetch(`${origin}/api/foods`, { method: "POST", body, headers });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ code: "BAD_USER_INPUT", detail: expect.stringMatching(/\.$/) });
});

test("an answer that fails halfway is cut off, not passed off as whole", async () => {
  await expect(get("/api/half").then((answer) => answer.text())).rejects.toThrow();
  expect((await get("/health/live")).status).toBe(200);
});
