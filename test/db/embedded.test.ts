import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import pg from "pg";
import { type EmbeddedPostgres, joinEmbedded } from "../../src/db/embedded.js";

let parent: string;
let folder: string;
let joined: EmbeddedPostgres[];

beforeEach(async () => {
  // As closed as a folder of root's can be: PostgreSQL, which must not run as root, has to work in it all the same.
  parent = await mkdtemp(join(tmpdir(), "larder-embedded-"));
  folder = join(parent, "postgres");
  joined = [];
});

afterEach(async () => {
  for (const postgres of joined) await postgres.leave();
  await rm(parent, { recursive: true, force: true });
});

async function take(): Promise<EmbeddedPostgres> {
  const postgres = await joinEmbedded(folder);
  joined.push(postgres);
  return postgres;
}

async function leave(postgres: EmbeddedPostgres): Promise<void> {
  joined.splice(joined.indexOf(postgres), 1);
  await postgres.leave();
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const pidFile = () => join(folder, "cluster/postmaster.pid");

async function serverProcess(): Promise<number> {
  return Number((await readFile(pidFile(), "utf8")).split("\n")[0]);
}

/** PostgreSQL removes the file when it has stopped in good order. */
const isRunning = () =>
  stat(pidFile()).then(
    () => true,
    () => false,
  );

test("the first one starts the server and the last one out stops it", async () => {
  const first = await take();
  const second = await take();
  await query(first.url, "create table kept (value int)");
  await leave(first);
  expect(await query(second.url, "select count(*)::int from kept")).toEqual([{ count: 0 }]);
  await leave(second);
  expect(await isRunning()).toBe(false);
  const again = await take();
  expect(await query(again.url, "select count(*)::int from kept")).toEqual([{ count: 0 }]);
});

test("those who start together share one server, and leave no half-made cluster behind", async () => {
  const all = await Promise.all([1, 2, 3, 4].map(() => joinInOwnProcess()));
  expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1);
  expect(await readdir(parent)).toEqual(["postgres"]);
});

test("a server that was killed is started again by those who use it, with what it had committed", async () => {
  const { url } = await take();
  await query(url, "create table kept as select 1 as value");
  process.kill(await serverProcess(), "SIGKILL");
  await expect(query(url, "select value from kept")).rejects.toThrow();
  await eventually(async () => expect(await query(url, "select value from kept")).toEqual([{ value: 1 }]));
});

test("a server whose users were all killed is joined, and stopped by the one who joined", async () => {
  await joinInOwnProcess({ killed: true });
  expect(await isRunning()).toBe(true);
  await leave(await take());
  expect(await isRunning()).toBe(false);
});

test("nobody gets in without the password, or from another machine", async () => {
  const { url } = await take();
  await expect(query(url.replace(/:[^:@]+@/, ":wrong@"), "select 1")).rejects.toThrow(
    "password authentication failed",
  );
  expect(await query(url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  for (const name of ["", "password", "cluster"]) {
    expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
  }
});

function joinInOwnProcess({ killed = false } = {}): Promise<{ stdout: string }> {
  const script = `
    import { joinEmbedded } from ${JSON.stringify(join(import.meta.dirname, "../../dist/src/db/embedded.js"))};
    const { url, leave } = await joinEmbedded(${JSON.stringify(folder)});
    console.log(url);
    ${killed ? "process.kill(process.pid, 'SIGKILL')" : "setTimeout(leave, 500)"}`;
  return promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]).catch((error) => {
    if (!killed) throw error;
    return error;
  });
}

async function eventually(check: () => Promise<void>, patienceMs = 10_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(100);
    }
  }
}

test("keeps pages in an eighth of the memory, where PostgreSQL by itself would take 128 MB", async () => {
  const { url } = await take();
  const [{ bytes }] = await query(url, "select pg_size_bytes(current_setting('shared_buffers')) as bytes");
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const mb = 2 ** 20;
  expect(Number(bytes)).toBe(Math.max(128, Math.floor(memory / 8 / mb)) * mb);
});
