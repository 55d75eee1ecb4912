import { expect, test } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { startPages } from "../support/pagesApp.js";

/** The address that a server with so many proxies in front sees. */
async function seen(trustedProxies: string, forwardedFor: string): Promise<string> {
  const { origin } = apps[trustedProxies]!;
  return (await fetch(`${origin}/address`, { headers: { "x-forwarded-for": forwardedFor } })).text();
}

const start = (trustedProxies: string) =>
  startPages({
    settings: { TRUSTED_PROXIES: trustedProxies },
    door: (ctx, next) => {
      if (ctx.path !== "/address") return next();
      ctx.body = ctx.ip;
    },
  });

const apps: Record<string, Awaited<ReturnType<typeof start>>> = {
  "0": await start("0"),
  "1": await start("1"),
  "2": await start("2"),
};

test("without a proxy X-Forwarded-For counts for nothing", async () => {
  expect(await seen("0", "203.0.113.9")).toMatch(/^(::ffff:127\.0\.0\.1|127\.0\.0\.1|::1)$/);
});

test.each([
  ["1", "198.51.100.7", "198.51.100.7"],
  ["1", "203.0.113.9, 198.51.100.7", "198.51.100.7"],
  ["2", "203.0.113.9, 198.51.100.7, 192.0.2.1", "198.51.100.7"],
])("behind %s, of %s only what the proxies wrote counts", async (proxies, header, address) => {
  expect(await seen(proxies, header)).toBe(address);
});

test.each(["-1", "all", "1.5", "10"])("TRUSTED_PROXIES=%s is refused", (text) => {
  expect(() => readConfig({ TRUSTED_PROXIES: text })).toThrow("TRUSTED_PROXIES");
});
