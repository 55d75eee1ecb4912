import type { Pool } from "pg";
import type { Logger } from "pino";
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
  insert into usage_events (at, user_id, client_id, door, operation, query, results, status, bytes, milliseconds)
  select at, "userId", "clientId", door, operation, query, results, status, bytes, milliseconds
  from json_to_recordset($1) as new (at timestamptz, "userId" int, "clientId" text, door text, operation text,
    query text, results int, status smallint, bytes int, milliseconds real)
  where "userId" is null or exists (select from users where id = "userId")`;

export function createHistory(pool: Pool, log: Logger, most = mostWaiting): History {
  const write = (events: readonly UsageEvent[]) =>
    pool.query({ name: "usage-events", text: statement, values: [JSON.stringify(events)] });
  const { add, finish } = createBatches({ name: "the history", write, log, most });
  return { add: (event) => add(storable(event)), finish };
}

/** Half of a character, which a query can hold, would make the database refuse a whole batch. */
const storable = (event: UsageEvent) =>
  event.query === null || event.query.isWellFormed()
    ? event
    : { ...event, query: event.query.toWellFormed() };
