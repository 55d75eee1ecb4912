import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { OperatorError } from "../errors.js";
import { runAsOwner, unprivilegedUser } from "./unprivileged.js";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

/** Who owns everything in the cluster. */
export const clusterUser = "larder";

const run = promisify(execFile);

/** Makes the whole cluster beside its place and moves it there in one step, so that a half-made one is never used. */
export async function makeCluster(folder: string, { initdb, postgres }: PostgresBinaries): Promise<void> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  await removeHalfMade(folder, parent);
  const draft = `${folder}.new-${process.pid}`;
  await mkdir(draft, { mode: 0o700 });
  await writeFile(join(draft, "password"), randomBytes(24).toString("base64url"), { mode: 0o600 });
  await writeFile(join(draft, "port"), String(await freePort()), { mode: 0o600 });
  const owner = await unprivilegedUser();
  if (owner) for (const path of [draft, join(draft, "password")]) await chown(path, owner.uid, owner.gid);
  await runAsOwner(draft, initdb, [
    `--pgdata=${join(draft, "cluster")}`,
    `--username=${clusterUser}`,
    `--pwfile=${join(draft, "password")}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--no-locale",
    ...(await localeProvider(postgres)),
  ]).catch((cause) => {
    throw new OperatorError(
      `The embedded database cannot be made in ${parent}: ${cause.stderr || cause.message}`,
      { cause },
    );
  });
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process was faster, and its cluster is as good as ours.
    if (!(await exists(folder))) throw error;
  }
}

async function removeHalfMade(folder: string, parent: string): Promise<void> {
  const prefix = `${folder.slice(parent.length + 1)}.new-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length)))) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

/** The provider that knows letters beyond ASCII on every machine exists since PostgreSQL 17. */
async function localeProvider(postgres: string): Promise<string[]> {
  const { stdout } = await run(postgres, ["--version"]);
  const major = Number(/(\d+)/.exec(stdout)?.[1]);
  return major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
}

/** The port asked for, or any, if nobody listens on it. */
export function freePort(port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
