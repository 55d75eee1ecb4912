import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { Tiers } from "../../src/users/tiers.js";
import { User } from "../../src/users/User.js";
import { compileSchema } from "../support/compileSchema.js";
import { startPages } from "../support/pagesApp.js";
import { makeToken } from "../support/token.js";

const { origin, orm, history, browser } = await startPages();

async function person(email: string, scopes: readonly ("foods:read" | "profile:read" | "usage:read")[]) {
  await browser().signUp(email);
  const { id } = await orm.em.fork().findOneOrFail(User, { email });
  return { id, ...(await makeToken(orm, origin, id, [...scopes])) };
}

const ann = await person("ann@example.com", ["foods:read", "profile:read", "usage:read"]);
const { paths } = (await (await fetch(`${origin}/openapi.json`)).json()) as {
  // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document
  paths: any;
};

/** An answer, and whether it is as the document says. */
async function ask(path: string, headers = ann.headers) {
  const response = await fetch(origin + path, { headers });
  const text = await response.text();
  const body = JSON.parse(text);
  if (response.ok) {
    const { schema } = paths[path.split("?")[0]!].get.responses[200].content["application/json"];
    const validate = compileSchema(schema);
    expect([path, validate(body), validate.errors]).toEqual([path, true, null]);
  }
  return { status: response.status, headers: response.headers, bytes: Buffer.byteLength(text), body };
}

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

async function written(): Promise<void> {
  await setTimeout(50);
  await history.finish();
}

// As on a server that has run for longer than a month.
const month = new Date().toISOString().slice(0, 7);
await orm.em
  .fork()
  .execute(
    `create table usage_events_2000_01 partition of usage_events for values from (minvalue) to ('${month}-01T00:00:00Z')`,
  );

/** Days ago, as if the requests had been made then. */
async function makeRequests(clientId: string | null, daysAgo: number, count: number): Promise<void> {
  await orm.em.fork().execute(
    `insert into usage_events (at, user_id, client_id, door, operation, query, results, status, bytes, milliseconds)
     select date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - ? * interval '1 day' + n * interval '1 minute',
       ?, ?, 'api', 'searchFoods', 'food ' || n, 3, 200, 1000, 2 from generate_series(1, ?) n`,
    [daysAgo, ann.id, clientId, count],
  );
}

test("/api/me says who asks, of which tier, and what is left today", async () => {
  const { requestsPerDay } = new Tiers().of("free");
  const { status, body, headers } = await ask("/api/me");
  expect([status, body]).toEqual([
    200,
    {
      id: `user_${ann.id}`,
      name: "Ann",
      tier: "free",
      allowance: { requestsPerDay, requestsLeft: expect.any(Number), resetsAt: expect.any(String) },
    },
  ]);
  const { requestsLeft, resetsAt } = body.allowance;
  expect(headers.get("ratelimit")).toContain(`r=${requestsLeft};`);
  expect(requestsLeft).toBeLessThan(requestsPerDay);
  expect(resetsAt).toMatch(/T00:00:00.000Z$/);
  const hours = (Date.parse(resetsAt) - Date.now()) / 3_600_000;
  expect(hours > 0 && hours <= 24).toBe(true);
  expect((await ask("/api/me")).body.allowance.requestsLeft).toBe(requestsLeft - 1);
});

test("its fields are chosen like any other's", async () => {
  expect((await ask("/api/me?fields=email,allowance.historyDays")).body).toEqual({
    id: `user_${ann.id}`,
    email: "ann@example.com",
    allowance: { historyDays: new Tiers().of("free").historyDays },
  });
});

test("who one is takes profile:read, and what one asked for usage:read, each alone", async () => {
  const profile = await person("profile@example.com", ["profile:read"]);
  const usage = await person("usage@example.com", ["usage:read"]);
  const refused = { code: "INSUFFICIENT_SCOPE", status: 403 };
  expect((await ask("/api/me", profile.headers)).status).toBe(200);
  expect((await ask("/api/me", usage.headers)).body).toMatchObject(refused);
  for (const path of ["/api/me/usage", "/api/me/usage/requests"]) {
    expect((await ask(path, usage.headers)).status).toBe(200);
    expect((await ask(path, profile.headers)).body).toMatchObject(refused);
  }
});

test("/api/me/usage counts by day and app, and /api/me/usage/requests tells each request", async () => {
  await ask("/api/foods/search?query=tofu");
  await written();
  const own = { clientId: ann.clientId, clientName: "My GPT" };
  const { body } = await ask("/api/me/usage?fields=day,clientId,clientName,bytes");
  expect(body).toEqual({
    days: [{ day: day(0), ...own, bytes: expect.any(Number) }],
    next: null,
    truncated: false,
  });
  const { requests } = (await ask("/api/me/usage/requests")).body;
  expect(requests).toContainEqual({
    at: expect.stringContaining(day(0)),
    clientName: "My GPT",
    operation: "searchFoods",
    query: "tofu",
    results: expect.any(Number),
    status: 200,
  });
});

test("days and apps are filtered, each day whole", async () => {
  await makeRequests(null, 10, 3);
  await makeRequests("client_other", 9, 2);
  const counts = async (filter: string) =>
    (await ask(`/api/me/usage?${filter}`)).body.days.map(
      ({ day, clientId, requests }: Record<string, unknown>) => [day, clientId, requests],
    );
  expect(await counts(`from=${day(10)}&to=${day(10)}`)).toEqual([[day(10), null, 3]]);
  expect(await counts(`from=${day(10)}&to=${day(9)}`)).toEqual([
    [day(9), "client_other", 2],
    [day(10), null, 3],
  ]);
  expect(await counts("client=client_other")).toEqual([[day(9), "client_other", 2]]);
  expect((await ask(`/api/me/usage/requests?client=client_other`)).body.requests).toHaveLength(2);
});

test.each([
  ["from=yesterday", /^from is "yesterday"; it must be a day such as 2026-11-01/],
  ["from=2026-02-30", /^from is "2026-02-30"/],
  ["to=2026-11-25T00:00:00Z", /^to is "2026-11-25T00/],
  ["client=%C3%A9", /clientId of the filter is none of ours/],
  ["cursor=2026", /cursor is none of ours/],
])("%s is refused by name", async (search, detail) => {
  const { status, body } = await ask(`/api/me/usage?${search}`);
  expect([status, body.detail]).toEqual([400, expect.stringMatching(detail)]);
});

test.each([
  ["/api/me/usage", "days", 75, ({ day, clientId }: Record<string, string>) => `${day} ${clientId}`],
  [
    "/api/me/usage/requests?fields=at,clientId,query",
    "requests",
    450,
    ({ at, clientId }: Record<string, string>) => `${at} ${clientId}`,
  ],
])("%s stays within its size, and goes on until each was told once", async (path, list, count, keyOf) => {
  await orm.em.fork().execute("delete from usage_events where user_id = ?", [ann.id]);
  const apps = ["a", "b", `https://${"c".repeat(450)}.example`];
  for (const app of apps) for (let ago = 1; ago <= 25; ago += 1) await makeRequests(app, ago, 6);
  const seen: string[] = [];
  let pages = 0;
  for (let cursor = ""; pages < 100; pages += 1) {
    const { bytes, body } = await ask(`${path}${path.includes("?") ? "&" : "?"}to=${day(1)}${cursor}`);
    expect(bytes).toBeLessThanOrEqual(8000);
    seen.push(...body[list].map(keyOf));
    if (body.next === null) break;
    cursor = `&cursor=${encodeURIComponent(body.next)}`;
  }
  expect(pages).toBeGreaterThan(0);
  expect(seen).toHaveLength(count);
  expect(new Set(seen).size).toBe(count);
});
