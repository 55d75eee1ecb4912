import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./config.js";

/**
 * LARDER_SECRET, or in development the one kept in the data folder, made when it is first needed: every process
 * on that folder must use the same one, because it encrypts the keys in the database.
 */
export async function secretOf(config: Config): Promise<string> {
  if (config.secret) return config.secret;
  const file = join(config.dataFolder, "secret");
  await mkdir(config.dataFolder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, randomBytes(32).toString("hex"), { mode: 0o600 });
  // A link appears with all its content, and only if there is none: no process ever reads half a secret.
  await link(draft, file).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  return readFile(file, "utf8");
}
