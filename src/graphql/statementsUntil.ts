import { Client, type Pool, type PoolClient } from "pg";
import type { Call, Statements } from "../context.js";

/** Statements that PostgreSQL is told to end once the call's signal aborts; they fail with the signal's reason. */
export function statementsUntil(pool: Pool, call: Pick<Call, "signal">): Statements {
  async function query(statement: never) {
    const { signal } = call;
    signal.throwIfAborted();
    const connection = await pool.connect();
    let cancelling: Promise<void> | undefined;
    const cancel = () => {
      cancelling = cancelStatement(pool, connection);
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
      connection.off("error", ignore);
      await cancelling;
      // A cancellation may reach the backend late: it must not hit the statement of another request.
      giveBack(connection, cancelling !== undefined);
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

function giveBack(connection: PoolClient, broken: boolean): void {
  try {
    connection.release(broken);
  } catch {
    // It broke, and whoever watches for that has given it back already.
  }
}
