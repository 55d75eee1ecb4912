import type { MikroORM } from "@mikro-orm/postgresql";
import { type Config, readConfig } from "../config.js";
import { openDatabase } from "../db/orm.js";
import { OperatorError } from "../errors.js";

/** How long an interrupted command may take to undo what it has begun. */
const undoMs = 500;

/**
 * Runs a command on the database of the settings, beside a running server if there is one. `interrupted` tells the
 * command that it was asked to stop; what it leaves open then is rolled back, and no database is left running.
 */
export async function withDatabase<T>(
  run: (orm: MikroORM, config: Config, interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const config = readConfig(process.env);
  const opening = openDatabase(config);
  const interruption = new AbortController();
  const interrupt = () => {
    interruption.abort(new OperatorError("Interrupted."));
    setTimeout(async () => {
      await opening.then(({ abandon }) => abandon());
      // What worked on the database has failed by now and ends the command; anything else is not waited for.
      setTimeout(() => {
        console.error("larder: Interrupted.");
        process.exit(130);
      }, undoMs).unref();
    }, undoMs).unref();
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const { orm, close } = await opening;
  try {
    return await run(orm, config, interruption.signal);
  } catch (error) {
    throw interruption.signal.aborted ? interruption.signal.reason : error;
  } finally {
    await close();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
