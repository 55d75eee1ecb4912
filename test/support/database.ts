import { randomBytes } from "node:crypto";
import { afterAll } from "@jest/globals";
import pg from "pg";
import { type Database, openDatabase } from "../../src/db/orm.js";

const server = process.env.LARDER_TEST_SERVER!;

/** An empty, migrated database for one test file, gone when the file is done. */
export async function makeDatabase(): Promise<Database & { url: string }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asAdmin(`create database ${name} template template`);
  const url = server.replace(/\w+$/, name);
  const database = await openDatabase({ databaseUrl: url, dataFolder: "" });
  afterAll(async () => {
    await database.close();
    await asAdmin(`drop database ${name} with (force)`);
  });
  return { ...database, url };
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
