import { expect, test } from "@jest/globals";
import pg from "pg";
import { makeDatabase } from "../support/database.js";

const { orm, url } = await makeDatabase();

async function terminate(pid: number): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query("select pg_terminate_backend($1)", [pid]);
  await admin.end();
}

test("connections that break within a transaction are replaced, however many they are", async () => {
  const broken = Array.from({ length: 10 }, () =>
    orm.em.fork().transactional(async (em) => {
      const [row] = await em.execute<[{ pid: number }]>("select pg_backend_pid() as pid");
      await terminate(row.pid);
      await em.execute("select 1");
    }),
  );
  const outcomes = await Promise.allSettled(broken);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(10).fill("rejected"));
  expect(await orm.em.fork().execute("select 1 as one")).toEqual([{ one: 1 }]);
});
