import { once } from "node:events";
import type { Pool } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Logger } from "pino";
import { copyNull, copyText } from "../foods/copyText.js";
import { type Batches, createBatches } from "./batches.js";

/** One request, as its user sees it later. */
export interface UsageEvent {
  readonly at: Date;
  /** Null for a client that acts for itself. */
  readonly userId: number | null;
  /** Null for a person who asked by session. */
  readonly clientId: string | null;
  readonly door: string;
  readonly operation: string | null;
  /** What food was asked for. */
  readonly query: string | null;
  readonly results: number | null;
  readonly status: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

export type History = Batches<UsageEvent>;

/** About 3 MB. While the database is away, requests beyond are answered but not kept. */
const mostWaiting = 10_000;

const statement = `
  copy usage_events (at, user_id, client_id, door, operation, query, results, status, bytes, milliseconds) from stdin`;
const gone = {
  name: "gone-of-usage",
  text: `select id from unnest($1::int[]) as asking (id)
         where id is not null and not exists (select from users where users.id = asking.id)`,
};

/** An event on its way into the table. */
interface Line {
  readonly userId: number | null;
  readonly text: string;
}

export function createHistory(pool: Pool, log: Logger, most = mostWaiting): History {
  async function write(lines: readonly Line[]): Promise<void> {
    const connection = await pool.connect();
    // A connection that breaks fails its statement as well; without a listener it would end the process.
    connection.on("error", ignore);
    try {
      const users = [...new Set(lines.map(({ userId }) => userId))];
      const { rows } = await connection.query<{ id: number | null }>({ ...gone, values: [users] });
      // Whoever was deleted meanwhile has no history any more.
      const without = new Set(rows.map(({ id }) => id));
      const texts = lines.map(({ userId, text }) => (without.has(userId) ? "" : text));
      await once(connection.query(copyFrom(statement)).end(texts.join("")), "finish");
    } finally {
      connection.off("error", ignore);
      connection.release();
    }
  }

  const { add, finish } = createBatches({ name: "the history", write, log, most });
  return { add: (event) => add(lineOf(event)), finish };
}

const ignore = () => {};

/** Made as each event comes: for many of them at once answers would wait. */
function lineOf(event: UsageEvent): Line {
  const { at, userId, clientId, door, operation, query, results, status, bytes, milliseconds } = event;
  const who = `${at.toISOString()}\t${userId ?? copyNull}\t${copyText(clientId)}`;
  const what = `${door}\t${copyText(operation)}\t${copyText(query)}\t${results ?? copyNull}`;
  return { userId, text: `${who}\t${what}\t${status}\t${bytes}\t${milliseconds.toFixed(3)}\n` };
}
