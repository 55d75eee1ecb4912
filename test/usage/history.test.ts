import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { deleteUsage } from "../../src/usage/findUsage.js";
import { createHistory, type UsageEvent } from "../../src/usage/history.js";
import { makeUsagePartitions, purgeUsage } from "../../src/usage/keepUsage.js";
import { Tiers } from "../../src/users/tiers.js";
import { User } from "../../src/users/User.js";
import { makeLog } from "../support/logs.js";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { makeToken } from "../support/token.js";

const { origin, orm, history, habits, browser, logged } = await startPages();
const pool = await orm.em.getConnection().getNativeClient();
const tofu = await makeFood(orm, { name: "Tofu, firm" });

async function person(email: string) {
  const own = browser();
  await own.signUp(email);
  const { id } = await orm.em.fork().findOneOrFail(User, { email });
  const { clientId, headers } = await makeToken(orm, origin, id, [
    "foods:read",
    "profile:read",
    "usage:read",
  ]);
  return { id, own, clientId, headers };
}

type Headers = Record<string, string>;

async function graphql(query: string, headers: Headers) {
  const answer = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the answer to any query
  return (await answer.json()) as { data?: any; errors?: { extensions: { code: string } }[] };
}

const api = (path: string, headers: Headers) =>
  fetch(origin + path, { headers }).then((answer) => answer.text());

/** The last request's event is added when its answer is out, which the client may see a little earlier. */
async function written(): Promise<void> {
  await setTimeout(50);
  await history.finish();
}

const ann = await person("ann@example.com");
const bob = await person("bob@example.com");

const usage = (args = "") =>
  `{ me { usage${args} { edges { cursor node { at door clientId clientName operation query results status bytes milliseconds } } pageInfo { hasNextPage endCursor } } } }`;

test("a query with half of a character in it is kept, and so are the requests beside it", async () => {
  const { headers, id } = await person("halves@example.com");
  const sent = await fetch(`${origin}/api/foods/match`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: '{"texts": ["tofu \\ud83d"]}',
  });
  expect(sent.status).toBe(200);
  await api("/api/foods/search?query=tofu", headers);
  await written();
  const rows = await orm.em
    .fork()
    .execute<{ query: string }[]>("select query from usage_events where user_id = ? order by at, ctid", [id]);
  expect(rows.map(({ query }) => query)).toEqual(["tofu \ufffd", "tofu"]);
});

test("each request is kept with what it was, by whom and how it went", async () => {
  await api("/api/foods/search?query=firm%20tofu", ann.headers);
  await api("/api/foods/search?query=tofu&limit=99", ann.headers);
  await graphql(`query Mine { foods(query: "tofu") { edges { node { name } } } }`, ann.headers);
  await graphql(`{ foods(query: "tofu") { edges { match } } sources { name } }`, ann.headers);
  await written();
  const { data } = await graphql(usage(), ann.headers);
  const nodes = data.me.usage.edges.map(({ node }: { node: object }) => node);
  const shared = { clientId: ann.clientId, clientName: "My GPT" };
  expect(nodes).toMatchObject([
    { ...shared, door: "graphql", operation: "foods sources", query: "tofu", results: 1, status: 200 },
    { ...shared, door: "graphql", operation: "Mine", query: "tofu", results: 1, status: 200 },
    { ...shared, door: "api", operation: null, query: null, results: null, status: 400 },
    { ...shared, door: "api", operation: "searchFoods", query: "firm tofu", results: 1, status: 200 },
  ]);
  for (const { bytes, milliseconds, at } of nodes) {
    expect(bytes).toBeGreaterThan(20);
    expect(milliseconds).toBeGreaterThan(0);
    expect(Math.abs(Date.now() - Date.parse(at))).toBeLessThan(60_000);
  }
});

test("nobody sees the requests of another, and a token needs usage:read", async () => {
  await written();
  const { data } = await graphql(usage(), bob.headers);
  expect(data.me.usage.edges).toEqual([]);
  const weak = await makeToken(orm, origin, ann.id, ["profile:read"]);
  expect((await graphql(usage(), weak.headers)).errors?.[0]?.extensions.code).toBe("INSUFFICIENT_SCOPE");
  expect((await graphql("{ me { usageByDay { day } } }", weak.headers)).errors?.[0]?.extensions.code).toBe(
    "INSUFFICIENT_SCOPE",
  );
});

test("the list goes on behind a cursor, and takes filters", async () => {
  await written();
  const { data: first } = await graphql(usage('(first: 2, filter: { door: "api" })'), ann.headers);
  expect(first.me.usage.edges.map(({ node }: { node: UsageEvent }) => node.door)).toEqual(["api", "api"]);
  expect(first.me.usage.pageInfo.hasNextPage).toBe(false);
  const seen: string[] = [];
  for (let after = ""; ; ) {
    const { data } = await graphql(usage(`(first: 1${after})`), ann.headers);
    const { edges, pageInfo } = data.me.usage;
    seen.push(edges[0].cursor);
    if (!pageInfo.hasNextPage || seen.length > 3) break;
    after = `, after: "${pageInfo.endCursor}"`;
  }
  expect(new Set(seen).size).toBe(seen.length);
  const { data: none } = await graphql(usage('(filter: { to: "2020-01-01T00:00:00Z" })'), ann.headers);
  expect(none.me.usage.edges).toEqual([]);
  expect((await graphql(usage('(after: "nonsense")'), ann.headers)).errors?.[0]?.extensions.code).toBe(
    "BAD_USER_INPUT",
  );
});

test("requests of the same moment are all in the list, page by page, newest first", async () => {
  const { id, headers } = await person("moment@example.com");
  const own = createHistory(pool, makeLog().log);
  const at = new Date();
  const queries = ["one", "two", "three", "four", "five"];
  for (const query of queries) own.add({ ...event(query), userId: id, at });
  await own.finish();
  const seen: string[] = [];
  for (let after = ""; seen.length < queries.length; ) {
    const { data } = await graphql(usage(`(first: 2${after}, filter: { door: "api" })`), headers);
    const { edges, pageInfo } = data.me.usage;
    seen.push(...edges.map(({ node }: { node: UsageEvent }) => node.query));
    after = `, after: "${pageInfo.endCursor}"`;
  }
  expect(seen).toEqual(queries.toReversed());
  for (const place of ["(999999999999,1)", "(1,99999)", "17"]) {
    const cursor = Buffer.from(`2026-11-28 12:00:00+00 ${place}`).toString("base64url");
    const { errors } = await graphql(usage(`(after: "${cursor}")`), headers);
    expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  }
});

test("totals are by day and app", async () => {
  await written();
  const { data } = await graphql(
    "{ me { usageByDay { day clientId clientName requests bytes } } }",
    bob.headers,
  );
  expect(data.me.usageByDay).toEqual([
    {
      day: new Date().toISOString().slice(0, 10),
      clientId: bob.clientId,
      clientName: "My GPT",
      requests: expect.any(Number),
      bytes: expect.any(Number),
    },
  ]);
});

test("a person sees the page, downloads what it shows, and deletes it", async () => {
  await api(`/api/foods/food_${tofu}`, ann.headers);
  await written();
  await habits.finish();
  const page = await (await ann.own.get("/account/usage")).text();
  expect(page).toContain("firm tofu");
  expect(page).toContain("Tofu, firm");
  const exported = (await (await ann.own.get("/account/export")).json()) as { requests: UsageEvent[] };
  expect(exported.requests.map(({ query }) => query)).toContain("firm tofu");
  expect((await ann.own.post("/account/usage", { token: "wrong" })).status).toBe(403);
  await ann.own.submit(page, {});
  expect(await (await ann.own.get("/account/usage")).text()).not.toMatch(/firm tofu|Tofu, firm/);
});

test("requests can be deleted from a database that is being copied by logical replication", async () => {
  const dan = await person("dan@example.com");
  await api("/api/foods/search?query=tofu", dan.headers);
  await written();
  await pool.query("create publication everything for all tables");
  await deleteUsage(orm.em.fork(), dan.id);
  await pool.query("drop publication everything");
  expect((await graphql(usage(), dan.headers)).data.me.usage.edges).toEqual([]);
});

test("a deleted account takes its requests along", async () => {
  const eve = await person("eve@example.com");
  await api("/api/foods/search?query=tofu", eve.headers);
  await written();
  await orm.em.fork().nativeDelete(User, { id: eve.id });
  const rows = await orm.em.fork().execute("select 1 from usage_events where user_id = ?", [eve.id]);
  expect(rows).toEqual([]);
});

test("what somebody asked is not kept where their account was deleted before it was written", async () => {
  const own = createHistory(pool, makeLog().log);
  const eve = await person("eve2@example.com");
  await orm.em.fork().nativeDelete(User, { id: eve.id });
  own.add({ ...event("gone"), userId: eve.id });
  own.add(event("beside it"));
  await own.finish();
  expect([await kept("gone"), await kept("beside it")]).toEqual([0, 1]);
});

test("what somebody asked is kept as it was, whatever characters it has", async () => {
  const queries = ["tab\tand\nline\r", "back\\slash \\N \\.", "\\N", "quote ' \" \u{1f951}", "\\."];
  const own = createHistory(pool, makeLog().log);
  for (const query of queries) own.add({ ...event(query), clientId: "\\N" });
  await own.finish();
  const rows = await orm.em
    .fork()
    .execute<{ query: string }[]>("select query from usage_events where client_id = ? order by at, ctid", [
      "\\N",
    ]);
  expect(rows.map(({ query }) => query)).toEqual(queries);
});

test("a connection that breaks under way loses nothing", async () => {
  const log = makeLog();
  const own = createHistory(pool, log.log);
  // The statement waits for the table, and so can be ended under way.
  const blocker = await pool.connect();
  await blocker.query("begin; lock table usage_events in access exclusive mode");
  own.add(event("broken off"));
  const finished = own.finish();
  for (let ended = 0; ended === 0; await setTimeout(20)) {
    const { rows } = await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like '%copy usage_events%' and pid <> pg_backend_pid() and wait_event_type = 'Lock'",
    );
    ended = rows.length;
  }
  await finished;
  await blocker.query("commit");
  blocker.release();
  await own.finish();
  expect(await kept("broken off")).toBe(1);
  expect(log.logged.join("")).toContain("cannot be written");
});

test("no log has what somebody asked for", () => {
  expect(logged.join("")).not.toContain("tofu");
});

const event = (query: string): UsageEvent => ({
  at: new Date(),
  userId: bob.id,
  clientId: null,
  door: "api",
  operation: "searchFoods",
  query,
  results: 0,
  status: 200,
  bytes: 1,
  milliseconds: 1,
});

const kept = async (query: string) =>
  (await orm.em.fork().execute("select 1 from usage_events where query = ?", [query])).length;

test("while the table cannot be written requests are answered, and kept up to a bound", async () => {
  const log = makeLog();
  const bounded = createHistory(pool, log.log, 5);
  await pool.query("alter table usage_events rename to usage_events_away");
  for (let at = 0; at < 8; at++) bounded.add(event("bounded"));
  await bounded.finish();
  expect((await fetch(`${origin}/api/foods/search?query=tofu`, { headers: bob.headers })).status).toBe(200);
  await pool.query("alter table usage_events_away rename to usage_events");
  await bounded.finish();
  expect(await kept("bounded")).toBe(5);
  expect(log.logged.join("")).toContain("cannot be written");
  expect(log.logged.join("")).not.toContain("bounded");
});

test("what waits is written within a second, without anybody asking", async () => {
  const own = createHistory(pool, makeLog().log);
  own.add(event("soon"));
  for (let tries = 0; tries < 100 && (await kept("soon")) === 0; tries++) await setTimeout(50);
  expect(await kept("soon")).toBe(1);
});

test("each tier keeps its time, and whole months that nobody keeps are dropped", async () => {
  const em = orm.em.fork();
  const cat = await person("cat@example.com");
  await em.nativeUpdate(User, { id: cat.id }, { tier: "premium" });
  // The name decides what may be dropped, the range what is in it: all that came before this month.
  await em.execute(`create table usage_events_2020_01 partition of usage_events
    for values from ('2020-01-01Z') to ('2020-02-01Z')`);
  await em.execute(`do $$ begin execute format('create table usage_events_9999_01 partition of usage_events
    for values from (''2020-02-01Z'') to (%L)', date_trunc('month', now(), 'UTC')); end $$`);
  for (const { id } of [ann, cat]) {
    await em.execute(
      `insert into usage_events (at, user_id, door, query, status, bytes, milliseconds)
       values (now() - interval '40 days', ?, 'api', 'old', 200, 1, 1)`,
      [id],
    );
  }
  await makeUsagePartitions(em);
  expect(await purgeUsage(em, new Tiers())).toBe(1);
  expect(await em.execute("select user_id from usage_events where query = 'old'")).toEqual([
    { user_id: cat.id },
  ]);
  const names = await em.execute<{ name: string }[]>(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'usage_events'::regclass",
  );
  expect(names.map(({ name }) => name)).not.toContain("usage_events_2020_01");
  expect(names.length).toBe(3);
});
