import type { MikroORM } from "@mikro-orm/postgresql";

/** Whether a web page of this origin belongs to a registered client. */
export type IsWebOrigin = (origin: string) => Promise<boolean>;

/** However many unknown origins ask, the clients are read at most once in this time; a new one waits no longer. */
const knownMs = 1000;

/**
 * The https origins that public clients are sent back to: the pages that may read our answers. The token endpoint
 * knows its client and decides by that; here no client is known yet when a browser asks.
 */
export function createWebOrigins(orm: MikroORM): IsWebOrigin {
  let known: Promise<ReadonlySet<string>> = Promise.resolve(new Set());
  let until = 0;

  async function read(): Promise<ReadonlySet<string>> {
    const rows = await orm.em.fork().execute<{ origin: string }[]>(
      `select distinct substring(lower(uri) from '^https://[^/?#]+') as origin
       from oauth_clients, unnest(redirect_uris) as uri
       where secret_hash is null and revoked_at is null and uri like 'https://%'`,
    );
    return new Set(rows.map(({ origin }) => origin));
  }

  return async (origin) => {
    if (Date.now() >= until) {
      until = Date.now() + knownMs;
      known = read();
      known.catch(() => {
        until = 0;
      });
    }
    return (await known).has(origin);
  };
}
