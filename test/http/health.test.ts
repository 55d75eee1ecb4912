import { expect, test } from "@jest/globals";
import { startPages } from "../support/pagesApp.js";

const { origin, orm, logged } = await startPages();
const ask = async (path: string) => {
  const answer = await fetch(origin + path);
  return [answer.status, await answer.json()];
};

test("a running server that reaches its database is live and ready", async () => {
  expect(await ask("/health/live")).toEqual([200, { status: "ok" }]);
  expect(await ask("/health/ready")).toEqual([200, { status: "ok" }]);
});

test("without its database it is live but not ready, and the log says why", async () => {
  await shutDatabase();
  expect(await ask("/health/live")).toEqual([200, { status: "ok" }]);
  expect(await ask("/health/ready")).toEqual([503, expect.objectContaining({ code: "NOT_READY" })]);
  expect(logged.at(-1)).toContain("The database does not answer.");
});

/** Refuses new connections and ends all there are, this one last. */
async function shutDatabase(): Promise<void> {
  const em = orm.em.fork();
  await em.execute("update pg_database set datallowconn = false where datname = current_database()");
  const ended = em.execute(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()",
  );
  await expect(ended).rejects.toThrow("terminating connection");
}
