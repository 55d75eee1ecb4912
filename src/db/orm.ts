import { join } from "node:path";
import { Migrator } from "@mikro-orm/migrations";
import { defineConfig, MikroORM } from "@mikro-orm/postgresql";
import type { Pool, PoolClient } from "pg";
import type { Config } from "../config.js";
import { NotFound, OperatorError } from "../errors.js";
import { joinEmbedded } from "./embedded.js";
import { entities } from "./entities.js";
import { migrations } from "./migrations.js";
import { QuietClient } from "./QuietClient.js";

export interface Database {
  readonly orm: MikroORM;
  readonly url: string;
  /** Waits for whoever still works on it. */
  close(): Promise<void>;
  /** For a process that is about to exit and cannot wait. What was not committed is rolled back. */
  abandon(): Promise<void>;
}

/** Any number will do, as long as nothing else in this database locks it. */
const migrationLock = 761_034;
const oldestServer = 15;
/** How long a request waits for a free connection, and a start for a server that does not answer. */
const connectMs = 10_000;

function ormOptions(url: string) {
  return defineConfig({
    clientUrl: url,
    entities,
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, silent: true, tableName: "migrations" },
    findOneOrFailHandler: (name) => new NotFound(`There is no such ${name.toLowerCase()}.`),
    // A database that does not exist is the operator's to make: a wrong name is more likely than a wish for a new one.
    ensureDatabase: false,
    // Every request forks its own; the global one is never used, and MikroORM throws where it would be.
    allowGlobalContext: false,
    pool: { min: 0, max: 10 },
    driverOptions: { connectionTimeoutMillis: connectMs, Client: QuietClient },
  });
}

/** Connects to the database of the settings, the embedded one if they name none, and brings its schema up to date. */
export async function openDatabase(config: Pick<Config, "databaseUrl" | "dataFolder">): Promise<Database> {
  if (config.databaseUrl) return connect(config.databaseUrl);
  const embedded = await joinEmbedded(join(config.dataFolder, "postgres"));
  try {
    const { close, ...database } = await connect(embedded.url);
    return {
      ...database,
      async close() {
        await close();
        await embedded.leave();
      },
      abandon: embedded.leave,
    };
  } catch (error) {
    await embedded.leave();
    throw error;
  }
}

async function connect(url: string): Promise<Database> {
  const orm = await MikroORM.init(ormOptions(url));
  try {
    await requireServer(orm, url);
    giveBackBroken(await orm.em.getConnection().getNativeClient());
    await migrate(orm);
  } catch (error) {
    await orm.close(true);
    throw error;
  }
  return { orm, url, close: () => orm.close(true), abandon: async () => {} };
}

/**
 * A connection that breaks within a transaction is not given back by the query builder, whose rollback failed on it;
 * ten of them, as after a failover, and nobody gets one any more.
 */
function giveBackBroken(pool: Pool): void {
  const watched = new WeakSet<PoolClient>();
  pool.on("acquire", (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    client.once("end", () => {
      try {
        client.release(true);
      } catch {
        // It was idle, or given back already: then pg says that it was released twice.
      }
    });
  });
}

async function requireServer(orm: MikroORM, url: string): Promise<void> {
  const { host, pathname } = new URL(url);
  const pool = await orm.em.getConnection().getNativeClient();
  const { rows } = await pool
    .query("select current_setting('server_version_num')::int / 10000 as major")
    .catch((cause) => {
      throw new OperatorError(
        `The database at ${host}${pathname} cannot be reached: ${cause.message || cause.code}`,
        { cause },
      );
    });
  if (rows[0].major < oldestServer) {
    throw new OperatorError(
      `The database at ${host} is PostgreSQL ${rows[0].major}; Larder needs ${oldestServer} to 18.`,
    );
  }
}

/** One process at a time; the others wait and then find nothing left to do. */
async function migrate(orm: MikroORM): Promise<void> {
  const pool = await orm.em.getConnection().getNativeClient();
  const lock = await pool.connect();
  try {
    await lock.query("select pg_advisory_lock($1)", [migrationLock]);
    await refuseNewerSchema(orm);
    await orm.migrator.up();
  } finally {
    // Closing the connection gives the lock back, whatever happened.
    lock.release(true);
  }
}

async function refuseNewerSchema(orm: MikroORM): Promise<void> {
  const known = new Set(migrations.map(({ name }) => name));
  const applied = await orm.migrator.getExecuted();
  const newer = applied.find(({ name }) => !known.has(name));
  if (newer) {
    throw new OperatorError(
      `The database was set up by a newer Larder (it has ${newer.name}, which this one does not know). Run that version or a later one.`,
    );
  }
}
