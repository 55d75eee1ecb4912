import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { findLeaks } from "./leaks.ts";

/** Also searches all that was logged in the run, by Larder and by its database, for secrets. */
export default async function stopPostgres() {
  const { leave, folder } = globalThis.testPostgres;
  await leave();
  const logs = join(folder, "logs");
  await copyFile(join(folder, "postgres/server.log"), join(logs, "postgres"));
  const leaks = findLeaks(logs);
  await rm(folder, { recursive: true, force: true });
  if (leaks.length > 0) throw new Error(`Secrets in the logs of this run:\n${leaks.join("\n")}`);
}
