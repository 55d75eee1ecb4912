import { randomBytes } from "node:crypto";
import { afterAll } from "@jest/globals";
import type { MikroORM } from "@mikro-orm/postgresql";
import pg from "pg";
import { type Database, openDatabase } from "../../src/db/orm.js";

const server = process.env.LARDER_TEST_SERVER!;

/** A migrated database without data for one test file, gone when the file is done. */
export async function makeDatabase(): Promise<Database> {
  const { url, drop } = await create("template template");
  const database = await openDatabase({ databaseUrl: url, dataFolder: "" });
  afterAll(async () => {
    await database.close();
    await drop();
  });
  return database;
}

/** The same database over connections of its own, as another server has them. */
export async function shareDatabase({ config }: MikroORM): Promise<Database> {
  const database = await openDatabase({ databaseUrl: String(config.get("clientUrl")), dataFolder: "" });
  afterAll(() => database.close());
  return database;
}

/** The address of a database in which nothing was migrated. */
export async function makeEmptyDatabase(): Promise<string> {
  const { url, drop } = await create("");
  afterAll(drop);
  return url;
}

async function create(options: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asAdmin(`create database ${name} ${options}`);
  const drop = () => asAdmin(`drop database ${name} with (force)`);
  return { url: server.replace(/\w+$/, name), drop };
}

async function asAdmin(sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}
