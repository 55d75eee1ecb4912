import type { EntityManager } from "@mikro-orm/postgresql";
import { badCursor } from "../relay/connection.js";

/** What a person has allowed to use their account. */
export interface ConnectedApp {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly since: Date;
  /** As far as the history of requests goes back. */
  readonly lastUsedAt: Date | null;
  readonly cursor: string;
}

interface Row extends Omit<ConnectedApp, "since" | "lastUsedAt" | "cursor"> {
  readonly since: string;
  readonly exact: string;
  readonly lastUsedAt: string | null;
}

/** The last allowed first, from behind the cursor on. */
export async function findApps(
  em: EntityManager,
  userId: number,
  { first, after = null }: { readonly first: number; readonly after?: string | null },
): Promise<ConnectedApp[]> {
  const behind = after === null ? [] : readCursor(after);
  const rows = await em.execute<Row[]>(
    `select o.client_id as "clientId", c.name, o.scopes, o.granted_at as since, o.granted_at::text as exact,
       (select max(e.at) from usage_events e where e.user_id = o.user_id and e.client_id = o.client_id) as "lastUsedAt"
     from oauth_consents o join oauth_clients c on c.id = o.client_id
     where o.user_id = ? ${after === null ? "" : "and (o.granted_at, o.client_id) < (?::timestamptz, ?)"}
     order by o.granted_at desc, o.client_id desc limit ?`,
    [userId, ...behind, first],
  );
  return rows.map(({ since, exact, lastUsedAt, ...row }) => ({
    ...row,
    since: new Date(since),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
    cursor: Buffer.from(`${exact} ${row.clientId}`).toString("base64url"),
  }));
}

function readCursor(cursor: string): [string, string] {
  const [, at, id] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?) ([\x21-\x7e]{1,500})$/.exec(
      Buffer.from(cursor, "base64url").toString(),
    ) ?? [];
  if (!at || !id) throw badCursor();
  return [at, id];
}
