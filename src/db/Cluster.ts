import { readFile, rm, writeFile } from "node:fs/promises";
import { platform, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { OperatorError } from "../errors.js";
import { clusterUser, exists, freePort, makeCluster, type PostgresBinaries } from "./makeCluster.js";
import { runAsOwner } from "./unprivileged.js";

/** The one database in it that is ours. */
export const database = "larder";
/** Any number will do, as long as nothing else in this cluster locks it. */
export const leaseKey = 761_033;
const patienceMs = 60_000;
/** SQLSTATEs of a server that is stopping or starting at this moment. */
const shuttingDown = new Set(["57P01", "57P02", "57P03"]);

/** An eighth of the memory that there is for us; PostgreSQL would take 128 MB, and read most of two million foods from files. */
function bufferMb(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.max(128, Math.floor(bytes / 8 / 2 ** 20));
}

/** A server of our own in a folder: made when it is first wanted, started by whoever finds it stopped. */
export class Cluster {
  private readonly data: string;

  constructor(
    private readonly folder: string,
    private readonly binaries: PostgresBinaries,
    private readonly settings: string[],
  ) {
    this.data = join(folder, "cluster");
  }

  async url(name: string): Promise<string> {
    const [password, port] = await Promise.all([this.read("password"), this.read("port")]);
    return `postgresql://${clusterUser}:${password}@127.0.0.1:${port}/${name}`;
  }

  /** A connection that holds the lease; starts the server when there is none. */
  async join(): Promise<pg.Client> {
    if (!(await exists(this.folder))) await makeCluster(this.folder, this.binaries);
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const lease = (await this.takeLease()) ?? ((await this.start()) ? await this.takeLease() : null);
      if (lease) return lease;
      if (Date.now() > deadline) {
        throw new OperatorError(
          `The embedded PostgreSQL in ${this.folder} does not start. Its log says why: ${join(this.folder, "server.log")}`,
        );
      }
      await delay(200);
    }
  }

  async stop(): Promise<void> {
    await this.control("stop", "-w", "-m", "fast");
  }

  private async takeLease(): Promise<pg.Client | null> {
    const client = new pg.Client({
      connectionString: await this.url("postgres"),
      connectionTimeoutMillis: 5000,
    });
    // What ends a lease is told by its `end`.
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query("select pg_advisory_lock_shared($1)", [leaseKey]);
      const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
      if (rowCount === 0) await client.query(`create database ${database}`).catch(ignore("42P04", "23505"));
      return client;
    } catch (error) {
      void client.end().catch(() => {});
      if (isGone(error)) return null;
      throw error;
    }
  }

  /** False when it did not start, most often because another process is starting it. */
  private async start(): Promise<boolean> {
    await this.forgetDeadServer();
    await this.keepFreePort();
    const options = [
      "listen_addresses=127.0.0.1",
      `port=${await this.read("port")}`,
      "unix_socket_directories=",
      `shared_buffers=${bufferMb()}MB`,
      // A statement that failed would stand in the log with its values, such as the hash of a password.
      "log_min_error_statement=panic",
      ...this.settings,
    ];
    try {
      await this.control(
        "start",
        "-w",
        "-l",
        join(this.folder, "server.log"),
        "-o",
        options.map((option) => `-c ${option}`).join(" "),
      );
      return true;
    } catch (error) {
      if (error instanceof OperatorError) throw error;
      return false;
    }
  }

  /** After a reboot the number in the pid file may belong to another program, which PostgreSQL would take for itself. */
  private async forgetDeadServer(): Promise<void> {
    const file = join(this.data, "postmaster.pid");
    const pid = Number((await readFile(file, "utf8").catch(ignore("ENOENT")))?.split("\n")[0]);
    if (!pid || platform() !== "linux") return;
    const program = await readFile(`/proc/${pid}/comm`, "utf8").catch(ignore("ENOENT", "ESRCH"));
    if (program && program.trim() !== "postgres") await rm(file, { force: true });
  }

  /** The port stays the same from start to start, so that whoever is connected finds a restarted server again. */
  private async keepFreePort(): Promise<void> {
    if (await exists(join(this.data, "postmaster.pid"))) return;
    const port = await freePort(Number(await this.read("port"))).catch(ignore("EADDRINUSE"));
    if (!port) await writeFile(join(this.folder, "port"), String(await freePort()));
  }

  private control(...args: string[]): Promise<void> {
    return runAsOwner(this.folder, this.binaries.pg_ctl, [...args, "-D", this.data]);
  }

  private async read(name: string): Promise<string> {
    return (await readFile(join(this.folder, name), "utf8")).trim();
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as { code?: string };
  // An error without a code is pg's own: the connection ended or timed out before the server could say why.
  return !code || code === "ECONNREFUSED" || code === "ECONNRESET" || shuttingDown.has(code);
}

const ignore =
  (...codes: string[]) =>
  (error: { code?: string }): undefined => {
    if (!codes.includes(error.code ?? "")) throw error;
  };
