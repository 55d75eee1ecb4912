import type { EntityManager } from "@mikro-orm/postgresql";
import type { Tiers } from "../users/tiers.js";

/** Any number will do, as long as nothing else in this database locks it. */
const lock = 761_170;
/** Requests of a client for itself are nobody's history; they are for the operator's totals. */
const clientDays = 90;

/** Makes the partitions of this month and the next; one process at a time, and the others find them made. */
export async function makeUsagePartitions(em: EntityManager): Promise<void> {
  await em.transactional(async (inner) => {
    await inner.execute("select pg_advisory_xact_lock(?)", [lock]);
    for (const ahead of [0, 1]) {
      const from = monthFrom(new Date(), ahead);
      const name = partitionOf(from);
      const [{ isMade }] = (await inner.execute('select to_regclass(?) is not null as "isMade"', [name])) as [
        { isMade: boolean },
      ];
      if (isMade) continue;
      await inner.execute(
        `create table ${name} partition of usage_events
         for values from ('${from.toISOString()}') to ('${monthFrom(from, 1).toISOString()}')`,
      );
      // Without a key, a database that is copied by logical replication would refuse to delete from it.
      await inner.execute(`alter table ${name} replica identity full`);
    }
  });
}

/**
 * Removes the requests, and the foods not used since, that are older than the tier of their user keeps them. Answers
 * with the number of requests.
 */
export async function purgeUsage(em: EntityManager, tiers: Tiers): Promise<number> {
  const counts: number[] = [];
  const lost = (await tiers.lost(em)).map(({ tier }) => tier);
  for (const tier of [...tiers.names, ...lost]) {
    const ofTier = "user_id in (select id from users where tier = ?)";
    const days = tiers.of(tier).historyDays;
    counts.push(await removeOlder(em, days, ofTier, [tier]));
    await em.execute(`delete from food_habits where used_at < now() - ? * interval '1 day' and ${ofTier}`, [
      days,
      tier,
    ]);
  }
  counts.push(await removeOlder(em, clientDays, "user_id is null", []));
  const longestDays = Math.max(clientDays, ...tiers.all.map(({ historyDays }) => historyDays));
  await dropPartitions(em, longestDays);
  await em.execute("delete from request_quotas where day < current_date - 1");
  return counts.reduce((sum, count) => sum + count, 0);
}

async function removeOlder(
  em: EntityManager,
  days: number,
  whose: string,
  values: unknown[],
): Promise<number> {
  const [{ count }] = (await em.execute(
    `with gone as (
       delete from usage_events where at < now() - ? * interval '1 day' and ${whose} returning 1)
     select count(*)::int as count from gone`,
    [days, ...values],
  )) as [{ count: number }];
  return count;
}

/** Months of which nobody keeps anything any more. */
async function dropPartitions(em: EntityManager, longestDays: number): Promise<void> {
  const last = partitionOf(monthFrom(new Date(Date.now() - longestDays * 86_400_000), 0));
  const partitions = await em.execute<{ name: string }[]>(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'usage_events'::regclass",
  );
  for (const { name } of partitions) if (name < last) await em.execute(`drop table if exists ${name}`);
}

const monthFrom = (date: Date, months: number) =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));

/** Names sort by month. */
const partitionOf = (from: Date) => `usage_events_${from.toISOString().slice(0, 7).replace("-", "_")}`;
