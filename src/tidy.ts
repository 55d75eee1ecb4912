import type { MikroORM } from "@mikro-orm/postgresql";
import type { Logger } from "pino";
import { keepHours, purge } from "./oauth/purge.js";
import { makeUsagePartitions, purgeUsage } from "./usage/keepUsage.js";
import type { Tiers } from "./users/tiers.js";

const hourMs = 60 * 60 * 1000;

/**
 * Removes what has ended, every hour; and at once, for a server that restarts more often would never get to it.
 * Answers with what stops it.
 */
export function keepTidy(orm: MikroORM, tiers: Tiers, log: Logger): () => void {
  const tidyUp = () => {
    tidy(orm, tiers).catch((err) => log.error({ err }, "purging failed"));
  };
  tidyUp();
  const timer = setInterval(tidyUp, hourMs);
  return () => clearInterval(timer);
}

/** Where several servers run, one of them does it. */
async function tidy(orm: MikroORM, tiers: Tiers): Promise<void> {
  await makeUsagePartitions(orm.em.fork());
  if (await purge(orm.em.fork(), keepHours)) await purgeUsage(orm.em.fork(), tiers);
}
