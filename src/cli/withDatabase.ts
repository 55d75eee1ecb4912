import type { MikroORM } from "@mikro-orm/postgresql";
import { type Config, readConfig } from "../config.js";
import { openDatabase } from "../db/orm.js";

/** Runs a command on the database of the settings, beside a running server if there is one. */
export async function withDatabase<T>(run: (orm: MikroORM, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  const { orm, close } = await openDatabase(config);
  try {
    return await run(orm, config);
  } finally {
    await close();
  }
}
