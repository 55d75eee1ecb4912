import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { OperatorError } from "../errors.js";

// PostgreSQL refuses to run as root. What is here matters only where Larder itself does.

const run = promisify(execFile);

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Who is to own the cluster if we are root: the user that Debian and Red Hat name for it. Null for anybody else. */
export async function unprivilegedUser(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null;
  const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  try {
    await run("id", ["postgres"]).catch(() => run("useradd", ["--system", "--user-group", "postgres"]));
    return { uid: await id("-u"), gid: await id("-g") };
  } catch (cause) {
    throw new OperatorError(
      "PostgreSQL must not run as root, and no user named postgres could be made. Run Larder as an ordinary user, or set DATABASE_URL.",
      { cause },
    );
  }
}

/** Runs a program of PostgreSQL as the user who owns `folder`. */
export async function runAsOwner(folder: string, program: string, args: readonly string[]): Promise<void> {
  const { uid, gid } = await stat(folder);
  if (process.getuid?.() !== 0) {
    await run(program, args);
  } else if ((await canReach(program, uid)) && (await canReach(folder, uid))) {
    await run(program, args, { uid, gid });
  } else {
    await runWithReadAccess(program, args, { uid, gid });
  }
}

/** Whether a user may pass through every folder above `path`, as it must to run or open what lies there. */
async function canReach(path: string, uid: number): Promise<boolean> {
  const parent = dirname(path);
  const { mode, uid: owner } = await stat(parent);
  const passes = owner === uid ? mode & 0o100 : mode & 0o001;
  return passes !== 0 && (parent === path || (await canReach(parent, uid)));
}

/** For root in a folder closed to others, such as /root: the one privilege to look inside, and no other. */
async function runWithReadAccess(
  program: string,
  args: readonly string[],
  { uid, gid }: Owner,
): Promise<void> {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  const privilege = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"];
  // initdb asks access(2) about its programs, which by default leaves privileges out of account.
  const securebits = "--securebits=+no_setuid_fixup";
  try {
    await run("setpriv", [...identity, ...privilege, securebits, "--", program, ...args]);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    throw new OperatorError(
      `PostgreSQL must not run as root, and other users cannot reach ${program}. Move the project, run Larder as an ordinary user, or set DATABASE_URL.`,
      { cause },
    );
  }
}
