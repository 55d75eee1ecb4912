import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import type { Pool } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { pino } from "pino";
import { openDatabase } from "../src/db/orm.js";
import { createHistory } from "../src/usage/history.js";
import { makeUsagePartitions } from "../src/usage/keepUsage.js";
import { withFolder } from "./larder.js";

const people = 1000;
const apps = 3;
const batches = 200;
/** As many as a busy server writes at once. */
const together = 1000;
const rounds = 3;

/** What the history costs each request, and as its floor what PostgreSQL takes for the very same lines without an index. */
export const benchHistory = (): Promise<void> =>
  withFolder(async (dataFolder) => {
    const { orm, close } = await openDatabase({ databaseUrl: null, dataFolder });
    try {
      const pool = await orm.em.getConnection().getNativeClient();
      await makeUsagePartitions(orm.em.fork());
      await pool.query(
        `insert into users (email, name, password_hash)
         select number || '@example.com', '', '' from generate_series(1, ${people}) number`,
      );
      await pool.query("create table plain (like usage_events)");
      for (let round = 0; round < rounds; round++) {
        await pool.query("truncate usage_events, plain");
        await pool.query("checkpoint");
        await time("through the history", () => writeEvents(pool));
        const lines = await readLines(pool);
        await pool.query("checkpoint");
        await time("the lines alone", () => copyLines(pool, lines));
      }
    } finally {
      await close();
    }
  });

async function writeEvents(pool: Pool): Promise<void> {
  const history = createHistory(pool, pino({ level: "warn" }));
  for (let batch = 0; batch < batches; batch++) {
    for (let at = 0; at < together; at++) history.add(eventOf(batch * together + at));
    await history.finish();
  }
}

/** People ask in turn, though not in the order of their ids. */
const eventOf = (number: number) => ({
  at: new Date(),
  userId: 1 + ((number * 619) % people),
  clientId: `app-${number % apps}-of-which-nobody-has-heard-yet`,
  door: "api",
  operation: "searchFoods",
  query: "tofu",
  results: 3,
  status: 200,
  bytes: 1200,
  milliseconds: performance.now() % 1,
});

/** As text, in the parts that they were written in. */
async function readLines(pool: Pool): Promise<string[]> {
  const connection = await pool.connect();
  const all = await buffer(connection.query(copyTo("copy (select * from usage_events) to stdout")));
  connection.release();
  const lines = all.toString().split(/(?<=\n)/);
  return Array.from({ length: batches }, (_, at) => lines.slice(at * together, (at + 1) * together).join(""));
}

async function copyLines(pool: Pool, parts: readonly string[]): Promise<void> {
  const connection = await pool.connect();
  for (const part of parts)
    await once(connection.query(copyFrom("copy plain from stdin")).end(part), "finish");
  connection.release();
}

async function time(name: string, run: () => Promise<void>): Promise<void> {
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  await run();
  const us = 1000 * (performance.now() - started);
  const { user, system } = process.cpuUsage(cpuBefore);
  const events = batches * together;
  const each = `${(us / events).toFixed(1)} µs each, ${((user + system) / events).toFixed(1)} of them CPU of Node`;
  console.log(`  ${name.padEnd(20)} ${((1e6 * events) / us).toFixed(0).padStart(7)} events/s   ${each}`);
}
