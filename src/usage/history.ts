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
  select * from unnest($1::timestamptz[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[],
    $8::smallint[], $9::int[], $10::real[])
    as new (at, user_id, client_id, door, operation, query, results, status, bytes, milliseconds)
  where user_id is null or exists (select from users where id = user_id)`;

export function createHistory(pool: Pool, log: Logger, most = mostWaiting): History {
  const write = (events: readonly UsageEvent[]) =>
    pool.query({ name: "usage-events", text: statement, values: columnsOf(events) });
  return createBatches({ name: "the history", write, log, most });
}

const columnsOf = (events: readonly UsageEvent[]) => [
  events.map(({ at }) => at),
  events.map(({ userId }) => userId),
  events.map(({ clientId }) => clientId),
  events.map(({ door }) => door),
  events.map(({ operation }) => operation),
  events.map(({ query }) => query),
  events.map(({ results }) => results),
  events.map(({ status }) => status),
  events.map(({ bytes }) => bytes),
  events.map(({ milliseconds }) => milliseconds),
];
