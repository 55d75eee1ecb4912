import type { EntityManager } from "@mikro-orm/postgresql";

/** Any number will do, as long as nothing else in this database locks it. */
const lock = 761_036;
/** Small enough that nobody waits for it. */
const batch = 5000;

/** Long enough to look into what has happened. */
export const keepHours = 168;

export interface Purged {
  readonly artifacts: number;
  readonly sessions: number;
  readonly mailLinks: number;
}

/**
 * Removes codes, tokens, grants and sessions that ended so many hours ago: they let nobody in any more, and only
 * fill the tables. Null where another process is at it.
 */
export async function purge(em: EntityManager, olderThanHours: number): Promise<Purged | null> {
  return em.transactional(async (inner) => {
    const [{ isOurs }] = (await inner.execute('select pg_try_advisory_xact_lock(?) as "isOurs"', [lock])) as [
      { isOurs: boolean },
    ];
    if (!isOurs) return null;
    return {
      artifacts: await removeOld(inner, "oauth_artifacts", "id", olderThanHours),
      sessions: await removeOld(inner, "sessions", "token_hash", olderThanHours),
      // They hold the address of someone who may never have wanted an account: not an hour longer than needed.
      mailLinks: await removeOld(inner, "mail_links", "token_hash", 0),
    };
  });
}

/** What a request holds at this moment is left for the next time. */
async function removeOld(em: EntityManager, table: string, key: string, hours: number): Promise<number> {
  const statement = `
    with gone as (
      delete from ${table} where ${key} in (
        select ${key} from ${table} where expires_at < now() - ? * interval '1 hour'
        limit ${batch} for update skip locked)
      returning 1)
    select count(*)::int as count from gone`;
  let removed = 0;
  for (;;) {
    const [{ count }] = (await em.execute(statement, [hours])) as [{ count: number }];
    removed += count;
    if (count < batch) return removed;
  }
}
