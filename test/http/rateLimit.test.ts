import { expect, test } from "@jest/globals";
import { LimitReached } from "../../src/errors.js";
import { createAttempts, RateLimit } from "../../src/http/rateLimit.js";
import { startPages } from "../support/pagesApp.js";

const { origin, orm, browser } = await startPages();
const pool = await orm.em.getConnection().getNativeClient();
const other = await startPages();
let limits = 0;
const makeLimit = (limit: number, seconds: number, name = `test-${limits++}`) =>
  new RateLimit(pool, name, limit, seconds);

test("a key may be used so often in a window, then has to wait until it ends", async () => {
  const limit = makeLimit(2, 60);
  await limit.take("a");
  await limit.take("a");
  const refused = await limit.take("a").catch((error) => error);
  expect(refused).toBeInstanceOf(LimitReached);
  expect(refused.retryAfterSeconds).toBeGreaterThan(55);
  await limit.take("b");
  await orm.em.fork().execute("update rate_limits set expire = 0");
  await limit.take("a");
});

test("instances count together, and attempts at the same moment count each", async () => {
  const instances = [makeLimit(3, 60, "shared"), makeLimit(3, 60, "shared")];
  const tries = Array.from({ length: 8 }, (_, n) => instances[n % 2]!.take("a"));
  const results = await Promise.allSettled(tries);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
});

test("an attempt that is given back does not count", async () => {
  const limit = makeLimit(1, 60);
  await limit.take("a");
  await limit.giveBack("a");
  await limit.take("a");
  await expect(limit.take("a")).rejects.toThrow(LimitReached);
});

test("neither an e-mail nor an address is kept, and a NUL is as good as any letter", async () => {
  await createAttempts(pool).signIn("nobody\0@example.com", "192.0.2.77");
  const rows = await orm.em.fork().execute("select key from rate_limits");
  expect(JSON.stringify(rows)).not.toMatch(/nobody|192\.0/);
});

test("one address that tries many accounts has to wait, and so does its whole IPv6 network", async () => {
  const attempts = createAttempts(pool);
  for (let n = 0; n < 50; n++) {
    await attempts.signIn(`person${n}@example.com`, `2001:db8::1:2:3:${n.toString(16)}`);
  }
  await expect(attempts.signIn("another@example.com", "2001:db8:0:0:9:9:9:9")).rejects.toThrow(LimitReached);
  await attempts.signIn("another@example.com", "2001:db8:0:1::1");
});

test("IPv4 addresses count apart, also as seen through an IPv6 socket", async () => {
  const attempts = createAttempts(pool);
  for (let n = 0; n < 50; n++) await attempts.signIn(`guest${n}@example.com`, "::ffff:192.0.2.1");
  await expect(attempts.signIn("further@example.com", "::ffff:192.0.2.1")).rejects.toThrow(LimitReached);
  await attempts.signIn("further@example.com", "::ffff:192.0.2.2");
});

test("the fifty-first sign-up from one address within the hour has to wait", async () => {
  const person = browser();
  const form = await (await person.get("/sign-up")).text();
  for (let n = 0; n < 50; n++) expect((await person.submit(form, { name: "" })).status).toBe(400);
  const answer = await person.submit(form, { name: "" });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3500);
  expect((await fetch(`${origin}/health/live`)).status).toBe(200);
});

test("where attempts cannot be counted nobody gets in, and the page says to come back", async () => {
  const person = other.browser();
  await person.signUp("ann@example.com");
  person.forget();
  await other.orm.em.fork().execute("drop table rate_limits");
  const answer = await person.signIn("ann@example.com");
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain("Try again in a minute.");
  expect(other.logged.join("")).toContain("rate_limits");
});
