import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
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
  await writeFile(file, randomBytes(32).toString("hex"), { flag: "wx", mode: 0o600 }).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  return readFile(file, "utf8");
}
