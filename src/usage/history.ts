import type { Pool } from "pg";
import type { Logger } from "pino";

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

export interface History {
  /** Never waits: the event is written a little later, with others. */
  add(event: UsageEvent): void;
  /** Writes what is still waiting. */
  finish(): Promise<void>;
}

/** What a crash can lose. */
const flushMs = 500;
/** About 3 MB. While the database is away, requests beyond are answered but not kept. */
const mostWaiting = 10_000;

const statement = `
  insert into usage_events (at, user_id, client_id, door, operation, query, results, status, bytes, milliseconds)
  select * from unnest($1::timestamptz[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[],
    $8::smallint[], $9::int[], $10::real[])
    as new (at, user_id, client_id, door, operation, query, results, status, bytes, milliseconds)
  where user_id is null or exists (select from users where id = user_id)`;

/** Keeps requests in memory for half a second and writes them with one statement. */
export function createHistory(pool: Pool, log: Logger, most = mostWaiting): History {
  let waiting: UsageEvent[] = [];
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    const events = waiting;
    waiting = [];
    try {
      await pool.query({ name: "usage-events", text: statement, values: columnsOf(events) });
    } catch (error) {
      // The error itself may quote a row, and so what somebody asked for.
      log.error(
        { code: (error as { code?: string }).code, events: events.length },
        "the history cannot be written",
      );
      const kept = events.slice(0, most - waiting.length);
      lost += events.length - kept.length;
      waiting = [...kept, ...waiting];
      return;
    }
    if (lost > 0) log.warn({ events: lost }, "requests are missing from the history");
    lost = 0;
  }

  /** One statement at a time: a slow database must not be given more of them. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing ??= write().finally(() => {
      writing = undefined;
      if (waiting.length > 0) wait();
    });
    return writing;
  }

  function wait(): void {
    if (!writing) timer ??= setTimeout(flush, flushMs).unref();
  }

  return {
    add(event) {
      if (waiting.length >= most) lost += 1;
      else waiting.push(event);
      wait();
    },
    async finish() {
      await writing;
      if (waiting.length > 0) await flush();
      clearTimeout(timer);
    },
  };
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
