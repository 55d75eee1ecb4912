import { Client, type Pool, type PoolClient } from "pg";
import type { Call, Statements } from "../context.js";

/** Most statements have ended by then, sooner than there is a connection to end them by. */
const patienceMs = 50;

/** Statements that PostgreSQL is told to end once the call's signal aborts; they fail with the signal's reason. */
export function statementsUntil(pool: Pool, call: Pick<Call, "signal">): Statements {
  async function query(statement: never) {
    const { signal } = call;
    signal.throwIfAborted();
    const connection = await pool.connect();
    let cancelling: Promise<void> | undefined;
    let patience: NodeJS.Timeout | undefined;
    const cancel = () => {
      patience = setTimeout(() => {
        cancelling = cancelStatement(pool, connection);
      }, patienceMs);
    };
    // A connection that breaks says so to the statement under way; without a listener it would end the process.
    connection.on("error", ignore);
    signal.addEventListener("abort", cancel);
    try {
      signal.throwIfAborted();
      return await connection.query(statement);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", cancel);
      clearTimeout(patience);
      connection.off("error", ignore);
      // PostgreSQL answers when it has sent its signal, which the backend gets before anything that we send it after.
      await cancelling;
      giveBack(connection);
    }
  }
  return { query: query as Statements["query"] };
}

const ignore = () => {};

/** On a connection of its own: the pool's may all be taken by statements that wait to be cancelled. */
async function cancelStatement(pool: Pool, connection: PoolClient): Promise<void> {
  const { processID } = connection as PoolClient & { readonly processID: number };
  const other = new Client(pool.options);
  // Whatever goes wrong here, closing the connection ends the statement at its next word to us.
  other.on("error", ignore);
  try {
    await other.connect();
    await other.query("select pg_cancel_backend($1)", [processID]);
  } catch {
    connection.release(true);
  } finally {
    await other.end().catch(ignore);
  }
}

function giveBack(connection: PoolClient): void {
  try {
    connection.release();
  } catch {
    // It broke, or could not be cancelled, and was given back for that already.
  }
}
