import type { EntityManager } from "@mikro-orm/postgresql";
import type { Statements } from "../context.js";
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

/** Which requests of a user a statement is about, by its first five values. An index finds those of a client. */
const fitting = ({ clientId }: UsageFilter) =>
  `e.user_id = $1 and ${clientId ? "e.client_id = $2" : "$2::text is null"} and ($3::text is null or e.door = $3)
   and e.at >= coalesce($4::timestamptz, '-infinity') and e.at < coalesce($5::timestamptz, 'infinity')`;

const valuesOf = (userId: number, { clientId, door, from, to }: UsageFilter) => [
  userId,
  clientId || null,
  door || null,
  from,
  to,
];

/** PostgreSQL keeps one plan per name. */
const nameOf = (name: string, { clientId }: UsageFilter) => (clientId ? `${name}-of-client` : name);

/** Before any request, for one who begins. */
const start = ["infinity", "(0,0)"];

/**
 * Requests of one user, newest first, from behind the cursor on. Those of the same moment are ordered by their place in the
 * table (ctid), which stays as it is, for no request is ever updated.
 */
export async function findUsage(
  pool: Statements,
  userId: number,
  {
    first,
    after = null,
    ...filter
  }: UsageFilter & { readonly first: number; readonly after?: string | null },
): Promise<FoundUsage[]> {
  const behind = after === null ? start : readCursor(after);
  const { rows } = await pool.query<FoundUsage & { place: string; exact: string }>({
    name: nameOf("usage", filter),
    text: `select e.ctid as place, e.at, e.at::text as exact, e.client_id as "clientId", c.name as "clientName", e.door,
             e.operation, e.query, e.results, e.status, e.bytes, e.milliseconds
           from usage_events e left join oauth_clients c on c.id = e.client_id
           where ${fitting(filter)} and (e.at, e.ctid) < ($6::timestamptz, $7::tid)
           order by e.at desc, e.ctid desc limit $8`,
    values: [...valuesOf(userId, filter), ...behind, first],
  });
  return rows.map(({ place, exact, at, ...row }) => ({
    ...row,
    at: new Date(at),
    cursor: writeCursor(exact, place),
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
export async function dailyUsage(
  pool: Statements,
  userId: number,
  filter: UsageFilter,
): Promise<DailyUsage[]> {
  const { rows } = await pool.query<DailyUsage>({
    name: nameOf("usage-by-day", filter),
    text: `select to_char(e.at at time zone 'UTC', 'YYYY-MM-DD') as day, e.client_id as "clientId", c.name as "clientName",
             count(*)::int as requests, sum(e.bytes)::float8 as bytes
           from usage_events e left join oauth_clients c on c.id = e.client_id
           where ${fitting(filter)} group by 1, 2, 3 order by 1 desc, requests desc, 2 limit 1000`,
    values: valuesOf(userId, filter),
  });
  return rows;
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

const writeCursor = (at: string, place: string) => Buffer.from(`${at} ${place}`).toString("base64url");

function readCursor(cursor: string): [string, string] {
  const [, at, place] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?) (\(\d{1,9},\d{1,4}\))$/.exec(
      Buffer.from(cursor, "base64url").toString(),
    ) ?? [];
  if (!at || !place) throw badCursor();
  return [at, place];
}
