import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { createQuota } from "../../src/usage/quota.js";
import { loadTiers, Tiers } from "../../src/users/tiers.js";
import { User } from "../../src/users/User.js";
import { makeLog } from "../support/logs.js";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { makeToken } from "../support/token.js";

const folder = await mkdtemp(join(tmpdir(), "larder-tiers-"));
afterAll(() => rm(folder, { recursive: true }));

async function tiersFile(content: unknown): Promise<string> {
  const file = join(folder, `${Math.random()}.json`);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const { origin, orm, browser } = await startPages({
  settings: { TIERS_FILE: await tiersFile({ free: { requestsPerDay: 5, resultsPerSearch: 3 } }) },
});
const pool = await orm.em.getConnection().getNativeClient();
const { log } = makeLog();
await makeFood(orm, { name: "Tofu, firm" });
await browser().signUp("ann@example.com");
const { id: userId } = await orm.em.fork().findOneOrFail(User, { email: "ann@example.com" });
const scopes = ["foods:read", "profile:read"];
const ann = await makeToken(orm, origin, userId, scopes);
const otherApp = await makeToken(orm, origin, userId, scopes);

const search = (headers: Record<string, string>) =>
  fetch(`${origin}/api/foods/search?query=tofu&limit=3`, { headers });

async function graphql(query: string, headers: Record<string, string>) {
  const answer = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the answer to any query
  return { answer, body: (await answer.json()) as any };
}

test("one count for all apps and doors of a user, shown in headers and in me, refused when it is used up", async () => {
  const first = await search(ann.headers);
  expect(first.status).toBe(200);
  expect(first.headers.get("ratelimit-policy")).toBe('"day";q=5;w=86400');
  expect(first.headers.get("ratelimit")).toMatch(/^"day";r=4;t=\d+$/);
  expect((await search(otherApp.headers)).headers.get("ratelimit")).toMatch(/r=3;/);
  const { body } = await graphql(
    "{ me { allowance { requestsPerDay requestsLeft resetsAt resultsPerSearch historyDays } } }",
    ann.headers,
  );
  expect(body.data.me.allowance).toEqual({
    requestsPerDay: 5,
    requestsLeft: 2,
    resetsAt: expect.stringMatching(/T00:00:00.000Z$/),
    resultsPerSearch: 3,
    historyDays: 30,
  });
  const { body: many } = await graphql(`{ foods(query: "tofu", first: 4) { edges { match } } }`, ann.headers);
  expect(many.errors[0]).toMatchObject({
    message: expect.stringContaining("from 1 to 3"),
    extensions: { code: "BAD_USER_INPUT" },
  });
  const { headers: known } = await search(ann.headers);

  // Nor is it told that an answer still holds.
  const unchanged = await search({ ...ann.headers, "if-none-match": known.get("etag")! });
  expect([unchanged.status, unchanged.headers.get("etag")]).toEqual([429, null]);
  const refused = await search(ann.headers);
  expect(refused.status).toBe(429);
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("ratelimit")).toMatch(/r=0;/);
  expect(await refused.json()).toMatchObject({
    code: "LIMIT_REACHED",
    detail: expect.stringContaining("5 requests"),
  });
  const { answer, body: refusal } = await graphql("{ me { name } }", otherApp.headers);
  expect(answer.status).toBe(429);
  expect(refusal.errors).toEqual([{ message: expect.any(String), extensions: { code: "LIMIT_REACHED" } }]);
});

const limitsOf = (requestsPerDay: number) =>
  new Tiers({ premium: { ...new Tiers().of("premium"), requestsPerDay } });
const viewer = (clientId: string) => ({ userId: null, clientId, tier: null, scopes: new Set<string>() });

test("several instances together never let through more than the quota, and all of it", async () => {
  const instances = Array.from({ length: 4 }, () => createQuota(pool, limitsOf(1000), log));
  let granted = 0;
  const hammer = async (quota: (typeof instances)[number]) => {
    for (let asked = 0; asked < 400; asked++) {
      const { isUsedUp } = await quota.take(viewer("hammered"));
      if (!isUsedUp) granted += 1;
    }
  };
  await Promise.all(instances.flatMap((quota) => [hammer(quota), hammer(quota)]));
  expect(granted).toBe(1000);
  await Promise.all(instances.map((quota) => quota.finish()));
});

/** The pool as one that nothing else uses. */
function countingPool() {
  let statements = 0;
  const query = (...asked: unknown[]): unknown => {
    statements += 1;
    return Reflect.apply(pool.query, pool, asked);
  };
  return { pool: { query } as Pick<typeof pool, "query">, statements: () => statements };
}

test("a block serves many requests with one statement", async () => {
  const counted = countingPool();
  const quota = createQuota(counted.pool, limitsOf(1000), log);
  for (let asked = 0; asked < 100; asked++) await quota.take(viewer("counted"));
  expect(counted.statements()).toBe(10);
  await quota.finish();
});

test("who asks fast gets larger blocks, so that a thousand requests do not take twenty statements", async () => {
  let statements = 0;
  const counting = () => {
    statements += 1;
  };
  pool.on("acquire", counting);
  const quota = createQuota(pool, limitsOf(1_000_000), log);
  for (let asked = 0; asked < 1000; asked++) await quota.take(viewer("fast"));
  pool.off("acquire", counting);
  expect(statements).toBeLessThan(10);
  await quota.finish();
});

test("what an instance did not use is there for the others once it stops", async () => {
  const limits = limitsOf(100);
  const [stopping, staying] = [createQuota(pool, limits, log), createQuota(pool, limitsOf(100), log)];
  const wide = createQuota(pool, limitsOf(5000), log);
  expect((await wide.take(viewer("returned"))).remaining).toBe(4999);
  await wide.finish();
  await stopping.take(viewer("returned"));
  await stopping.finish();
  let granted = 0;
  for (let asked = 0; asked < 120; asked++)
    if (!(await staying.take(viewer("returned"))).isUsedUp) granted += 1;
  expect(granted).toBe(98);
  await staying.finish();
});

test("a used-up quota costs the database one question a second at most", async () => {
  const counted = countingPool();
  const quota = createQuota(counted.pool, limitsOf(1), log);
  await quota.take(viewer("poor"));
  for (let asked = 0; asked < 200; asked++) expect((await quota.take(viewer("poor"))).isUsedUp).toBe(true);
  expect(counted.statements()).toBeLessThan(100);
  await quota.finish();
});

test("the operator's file changes tiers and adds some, which have what is free unless they say otherwise", async () => {
  expect((await loadTiers(null)).all).toEqual(new Tiers().all);
  const file = await tiersFile({
    premium: { historyDays: 700 },
    team: { requestsPerDay: 5_000_000, fullPanel: true, stripePrices: ["price_1"] },
  });
  const tiers = await loadTiers(file);
  expect(tiers.names).toEqual(["free", "premium", "team"]);
  expect(tiers.of("premium")).toMatchObject({ historyDays: 700, fullPanel: true });
  expect(tiers.of("team")).toMatchObject({
    requestsPerDay: 5_000_000,
    historyDays: 30,
    resultsPerSearch: 50,
  });
  expect(tiers.of("team").scopes).toEqual(tiers.of("premium").scopes);
  expect(tiers.paidBy("price_1")?.name).toBe("team");
  expect(tiers.of("gone")).toBe(tiers.of("free"));
});

test("all that is wrong in the operator's file is said at once", async () => {
  const wrong = await tiersFile({
    "Gold!": {},
    free: { requestsPerDay: 0, colour: 1, resultsPerSearch: 51, fullPanel: "yes" },
    premium: 3,
    team: { stripePrices: ["price_1"] },
    club: { stripePrices: ["price_1", "prod_2"] },
  });
  await expect(loadTiers(wrong)).rejects.toThrow(
    /"Gold!" is no name[\s\S]*free\.requestsPerDay must be[\s\S]*no setting colour[\s\S]*from 1 to 50[\s\S]*fullPanel must be[\s\S]*premium must be an object[\s\S]*club\.stripePrices must be[\s\S]*one tier/,
  );
  await expect(loadTiers(await tiersFile("{"))).rejects.toThrow(/cannot be read/);
  await expect(loadTiers(await tiersFile([]))).rejects.toThrow(/must look like/);
  await expect(loadTiers("/nowhere/tiers.json")).rejects.toThrow(/TIERS_FILE/);
});
