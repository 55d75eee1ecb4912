import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { openDatabase } from "../src/db/orm.js";
import { writeBrandedZip } from "./brandedZip.js";
import { importReport } from "./imports.js";
import { products, withFolder } from "./larder.js";

/** All that an import fills. */
const tables = ["foods", "food_postings", "food_words", "food_suggestions", "facets", "loaded_sources"];

/**
 * An import of so many branded foods into an empty catalogue beside the floor: `COPY` of the very rows that it wrote,
 * prepared beforehand, into the same tables with the same indexes of another database in the same cluster.
 */
export async function benchBranded(foods: number): Promise<void> {
  await withFolder(async (folder) => {
    const zip = join(folder, "branded.zip");
    await writeBrandedZip(zip, products, foods);
    const database = await openDatabase({ databaseUrl: null, dataFolder: folder });
    try {
      await onDatabase(database.url, (client) => client.query("checkpoint"));
      const ours = await importReport([zip], folder);
      await rm(zip);
      const floor = await floorSeconds(database.url, folder);
      console.log(
        `${foods} branded foods, ${foods * 14} amounts: ours ${ours.seconds.toFixed(1)} s (${Math.round(foods / ours.seconds)} foods/s), floor ${floor.toFixed(1)} s, ratio ${(floor / ours.seconds).toFixed(2)}; ${ours.peakMemoryMb} MB at most in the importing process`,
      );
    } finally {
      await database.close();
    }
  });
}

async function floorSeconds(url: string, folder: string): Promise<number> {
  const rows = (table: string) => join(folder, `${table}.rows`);
  const columns = new Map<string, string>();
  await onDatabase(url, async (client) => {
    for (const table of tables) {
      columns.set(table, await columnsOf(client, table));
      const reading = client.query(copyTo(`copy ${table} (${columns.get(table)}) to stdout`));
      await pipeline(reading, createWriteStream(rows(table)));
    }
    await client.query("create database floor");
  });
  const floorUrl = url.replace(/[^/]+$/, "floor");
  const floor = await openDatabase({ databaseUrl: floorUrl, dataFolder: folder });
  await floor.close();
  return onDatabase(floorUrl, async (client) => {
    await client.query("checkpoint");
    const started = performance.now();
    await client.query("begin");
    for (const table of tables) {
      const writing = client.query(copyFrom(`copy ${table} (${columns.get(table)}) from stdin`));
      await pipeline(createReadStream(rows(table), { highWaterMark: 1 << 20 }), writing);
    }
    await client.query("commit");
    return (performance.now() - started) / 1000;
  });
}

async function columnsOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ list: string }>(
    `select string_agg(attname, ', ' order by attnum) as list from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  return rows[0]!.list;
}

async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
