import type { EntityManager } from "@mikro-orm/postgresql";

/** Any number will do, as long as nothing else in this database locks it. */
const lock = 761_036;
/** Small enough that nobody waits for it. */
const batch = 5000;

/** Long enough to look into what has happened. */
export const keepHours = 168;

/** How long an app that registered by itself may wait for somebody to use it. */
const unusedDays = 90;

/** Long enough to find out how it came to what somebody notices late; it holds networks, so no longer (GDPR, article 5). */
const auditDays = 365;

export interface Purged {
  readonly artifacts: number;
  readonly sessions: number;
  readonly mailLinks: number;
  readonly clients: number;
  readonly auditEvents: number;
  readonly keys: number;
}

/** Days after which nothing is alive that a key has signed once another does so: id tokens live an hour, cookies a month. */
const keyDays = { signing: 1, cookie: 31 } as const;

const superseded = (purpose: keyof typeof keyDays) => `
  purpose = '${purpose}' and exists (
    select from oauth_keys as newer
    where newer.purpose = oauth_keys.purpose and newer.created_at > oauth_keys.created_at
      and newer.created_at < now() - ? * interval '1 day')`;

/** The index of consents and that of artifacts make it cheap; one that was revoked must stay so. */
const unused = `
  self_registered and revoked_at is null and created_at < now() - ? * interval '1 day'
  and not exists (select from oauth_consents where client_id = oauth_clients.id)
  and not exists (
    select from oauth_artifacts where client_id = oauth_clients.id and model <> 'RegistrationAccessToken')`;

/**
 * Removes codes, tokens, grants and sessions that ended so many hours ago: they let nobody in any more, and only
 * fill the tables; and apps that registered by themselves and that nobody has used for 90 days, and keys that have served. Null where another
 * process is at it.
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
      clients: await remove(inner, "oauth_clients", "id", unused, unusedDays),
      auditEvents: await remove(inner, "audit_events", "id", "at < now() - ? * interval '1 day'", auditDays),
      keys:
        (await remove(inner, "oauth_keys", "id", superseded("signing"), keyDays.signing)) +
        (await remove(inner, "oauth_keys", "id", superseded("cookie"), keyDays.cookie)),
    };
  });
}

const removeOld = (em: EntityManager, table: string, key: string, hours: number): Promise<number> =>
  remove(em, table, key, "expires_at < now() - ? * interval '1 hour'", hours);

/** What a request holds at this moment is left for the next time. */
async function remove(
  em: EntityManager,
  table: string,
  key: string,
  condition: string,
  age: number,
): Promise<number> {
  const statement = `
    with gone as (
      delete from ${table} where ${key} in (
        select ${key} from ${table} where ${condition}
        limit ${batch} for update skip locked)
      returning 1)
    select count(*)::int as count from gone`;
  let removed = 0;
  for (;;) {
    const [{ count }] = (await em.execute(statement, [age])) as [{ count: number }];
    removed += count;
    if (count < batch) return removed;
  }
}
