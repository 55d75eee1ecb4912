import type { EntityManager } from "@mikro-orm/postgresql";
import { badCursor } from "../relay/connection.js";
import type { UsageEvent } from "./history.js";

export interface UsageFilter {
  readonly door?: string | null;
  readonly clientId?: string | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

export interface FoundUsage extends Omit<UsageEvent, "userId"> {
  readonly cursor: string;
  readonly clientName: string | null;
}

/** Requests of one user, newest first, from behind the cursor on. */
export async function findUsage(
  em: EntityManager,
  userId: number,
  {
    first,
    after = null,
    ...filter
  }: UsageFilter & { readonly first: number; readonly after?: string | null },
): Promise<FoundUsage[]> {
  const { sql, values } = conditionOf(userId, filter);
  const behind = after === null ? [] : readCursor(after);
  const rows = await em.execute<(FoundUsage & { id: string; exact: string })[]>(
    `select e.id, e.at, e.at::text as exact, e.client_id as "clientId", c.name as "clientName", e.door, e.operation,
       e.query, e.results, e.status, e.bytes, e.milliseconds
     from usage_events e left join oauth_clients c on c.id = e.client_id
     where ${sql} ${after === null ? "" : "and (e.at, e.id) < (?::timestamptz, ?::bigint)"}
     order by e.at desc, e.id desc limit ?`,
    [...values, ...behind, first],
  );
  return rows.map(({ id, exact, at, ...row }) => ({
    ...row,
    at: new Date(at),
    cursor: writeCursor(exact, id),
  }));
}

export interface DailyUsage {
  /** In UTC, such as 2026-11-25. */
  readonly day: string;
  readonly clientId: string | null;
  readonly clientName: string | null;
  readonly requests: number;
  readonly bytes: number;
}

/** Totals of one user by day and client, newest first. */
export function dailyUsage(em: EntityManager, userId: number, filter: UsageFilter): Promise<DailyUsage[]> {
  const { sql, values } = conditionOf(userId, filter);
  return em.execute<DailyUsage[]>(
    `select to_char(e.at at time zone 'UTC', 'YYYY-MM-DD') as day, e.client_id as "clientId", c.name as "clientName",
       count(*)::int as requests, sum(e.bytes)::float8 as bytes
     from usage_events e left join oauth_clients c on c.id = e.client_id
     where ${sql} group by 1, 2, 3 order by 1 desc, requests desc, 2 limit 1000`,
    values,
  );
}

export async function deleteUsage(em: EntityManager, userId: number): Promise<void> {
  await em.execute("delete from usage_events where user_id = ?", [userId]);
}

export interface UsageTotal {
  readonly day: string;
  readonly door: string;
  readonly client: string | null;
  readonly requests: number;
  readonly users: number;
  readonly errors: number;
  readonly medianMs: number;
}

/** What the operator sees: how much, never who asked for what. */
export function usageTotals(em: EntityManager, days: number): Promise<UsageTotal[]> {
  return em.execute<UsageTotal[]>(
    `select to_char(e.at at time zone 'UTC', 'YYYY-MM-DD') as day, e.door, coalesce(c.name, e.client_id) as client,
       count(*)::int as requests, count(distinct e.user_id)::int as users,
       count(*) filter (where e.status >= 400)::int as errors,
       round(percentile_cont(0.5) within group (order by e.milliseconds)::numeric, 1)::float8 as "medianMs"
     from usage_events e left join oauth_clients c on c.id = e.client_id
     where e.at > now() - ? * interval '1 day'
     group by 1, 2, 3 order by 1 desc, requests desc`,
    [days],
  );
}

function conditionOf(userId: number, { door, clientId, from, to }: UsageFilter) {
  const parts: [string, unknown][] = [["e.user_id = ?", userId]];
  if (door) parts.push(["e.door = ?", door]);
  if (clientId) parts.push(["e.client_id = ?", clientId]);
  if (from) parts.push(["e.at >= ?", from]);
  if (to) parts.push(["e.at < ?", to]);
  return { sql: parts.map(([sql]) => sql).join(" and "), values: parts.map(([, value]) => value) };
}

const writeCursor = (at: string, id: string) => Buffer.from(`${at} ${id}`).toString("base64url");

function readCursor(cursor: string): [string, string] {
  const [, at, id] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?) (\d{1,18})$/.exec(
      Buffer.from(cursor, "base64url").toString(),
    ) ?? [];
  if (!at || !id) throw badCursor();
  return [at, id];
}
