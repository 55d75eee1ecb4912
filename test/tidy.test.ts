import { afterAll, expect, jest, test } from "@jest/globals";
import { pino } from "pino";
import { keepTidy } from "../src/tidy.js";
import { Tiers } from "../src/users/tiers.js";
import { secret, startOauthApp } from "./support/oauthApp.js";
import { freePort, Program } from "./support/program.js";

const app = await startOauthApp();
const ann = await app.user("Ann");
afterAll(() => void jest.useRealTimers());

/** Leaves what ended more than a week ago. */
async function leaveOld(): Promise<void> {
  await app.tokens(await app.client(), ann);
  await app.orm.em.fork().execute("update oauth_artifacts set expires_at = now() - interval '8 days'");
}

async function untilTidy(): Promise<void> {
  const count = "select count(*)::int as old from oauth_artifacts where expires_at < now()";
  while ((await app.orm.em.fork().execute(count))[0]!.old > 0)
    await new Promise((done) => setTimeout(done, 20));
}

test("92 a server purges when it starts, for one that is restarted every night is never up for an hour", async () => {
  await leaveOld();
  const env = {
    DATABASE_URL: app.databaseUrl,
    PORT: String(await freePort()),
    LARDER_SECRET: secret,
  };
  const server = new Program("main.js", [], env);
  await server.prints("Larder is ready");
  await untilTidy();
  expect((await server.stop()).code).toBe(0);
});

test("92 and every hour from then on, until it stops", async () => {
  jest.useFakeTimers({
    doNotFake: [
      "setTimeout",
      "clearTimeout",
      "setImmediate",
      "nextTick",
      "queueMicrotask",
      "Date",
      "performance",
      "hrtime",
    ],
  });
  const stop = keepTidy(app.orm, new Tiers(), pino({ level: "silent" }));
  await untilTidy();
  await leaveOld();
  jest.advanceTimersByTime(59 * 60_000);
  const [row] = await app.orm.em
    .fork()
    .execute("select count(*)::int as old from oauth_artifacts where expires_at < now()");
  expect(row!.old).toBeGreaterThan(0);
  jest.advanceTimersByTime(60_000);
  await untilTidy();
  stop();
  expect(jest.getTimerCount()).toBe(0);
});
