import { afterEach, expect, jest, test } from "@jest/globals";
import { LimitReached } from "../../src/errors.js";
import { createAttempts, RateLimit } from "../../src/http/rateLimit.js";
import { startPages } from "../support/pagesApp.js";

const { browser } = await startPages();

afterEach(() => {
  jest.useRealTimers();
});

test("a key may be used so often in a window, then has to wait until it ends", () => {
  jest.useFakeTimers({ now: 0 });
  const limit = new RateLimit(2, 60);
  limit.take("a");
  jest.setSystemTime(20_000);
  limit.take("a");
  expect(() => limit.take("a")).toThrow(expect.objectContaining({ retryAfterSeconds: 40 }));
  expect(() => limit.take("b")).not.toThrow();
  jest.setSystemTime(60_000);
  expect(() => limit.take("a")).not.toThrow();
});

test("an attempt that is given back does not count", () => {
  const limit = new RateLimit(1, 60);
  limit.take("a");
  limit.giveBack("a");
  expect(() => limit.take("a")).not.toThrow();
  expect(() => limit.take("a")).toThrow(LimitReached);
});

test("keys that somebody makes up push out the oldest instead of filling the memory", () => {
  const limit = new RateLimit(1, 60, 2);
  for (const key of ["a", "b", "c"]) limit.take(key);
  expect(() => limit.take("c")).toThrow(LimitReached);
  expect(() => limit.take("a")).not.toThrow();
});

test("one address that tries many accounts has to wait, and so does its whole IPv6 network", () => {
  const attempts = createAttempts();
  for (let n = 0; n < 50; n++) attempts.signIn(`person${n}@example.com`, `2001:db8::1:2:3:${n.toString(16)}`);
  expect(() => attempts.signIn("another@example.com", "2001:db8:0:0:9:9:9:9")).toThrow(LimitReached);
  expect(() => attempts.signIn("another@example.com", "2001:db8:0:1::1")).not.toThrow();
});

test("IPv4 addresses count apart, also as seen through an IPv6 socket", () => {
  const attempts = createAttempts();
  for (let n = 0; n < 50; n++) attempts.signIn(`person${n}@example.com`, "::ffff:192.0.2.1");
  expect(() => attempts.signIn("another@example.com", "::ffff:192.0.2.1")).toThrow(LimitReached);
  expect(() => attempts.signIn("another@example.com", "::ffff:192.0.2.2")).not.toThrow();
});

test("the fifty-first sign-up from one address within the hour has to wait", async () => {
  const person = browser();
  const form = await (await person.get("/sign-up")).text();
  for (let n = 0; n < 50; n++) expect((await person.submit(form, { name: "" })).status).toBe(400);
  const answer = await person.submit(form, { name: "" });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3500);
});
