import type { MikroORM } from "@mikro-orm/postgresql";
import { LRUCache } from "lru-cache";
import type { Config } from "../config.js";
import type { Viewer } from "../context.js";
import { InvalidToken } from "../errors.js";
import { type FoodsRevision, foodsRevision } from "../users/foodsRevision.js";
import type { Tiers } from "../users/tiers.js";
import { userIdOf } from "./accountId.js";
import { keyOf } from "./adapter.js";
import { accepts, type Door } from "./resources.js";
import { splitScope } from "./scopes.js";

export interface Bearer {
  /** An access token to who asks, or `InvalidToken`. */
  (token: string, door: Door): Promise<Viewer>;
  /** Called once tokens were ended here, so that this instance takes them no more; or where one user has changed. */
  forget(userId?: number): void;
}

interface Parts {
  readonly orm: MikroORM;
  readonly config: Pick<Config, "publicUrl">;
  readonly tiers: Tiers;
}

interface Known {
  readonly viewer: Viewer;
  readonly audience: string;
  /** When the reading began, as `performance.now()` tells it. */
  readonly readAt: number;
}

/** How long a token that was revoked elsewhere may still be taken: what is promised to a user who withdraws a consent. */
const cacheMs = 1000;
const cacheSize = 5000;

/** Ended tokens have no row, for they go with their grant and user; a revoked client keeps its rows. */
const statement = {
  name: "bearer",
  text: `select payload, tier, ${foodsRevision} as "foodsRevision", trusted_documents_only as "trustedDocumentsOnly"
         from oauth_artifacts a join oauth_clients c on c.id = client_id left join users on users.id = user_id
         where a.id = $1 and expires_at > now() and revoked_at is null`,
};

/**
 * The engine's own look-up would read client, grant and account as well; one indexed read is enough, because
 * the foreign keys keep the table true.
 */
export function createBearer({ orm, config, tiers }: Parts): Bearer {
  const cache = new LRUCache<string, Promise<Known | null>>({ max: cacheSize, ttl: cacheMs });
  /** When users changed last. */
  const changes = new LRUCache<number, number>({ max: cacheSize, ttl: 2 * cacheMs });

  async function read(key: Buffer): Promise<Known | null> {
    const readAt = performance.now();
    const pool = await orm.em.getConnection().getNativeClient();
    const { rows } = await pool.query({ ...statement, values: [key] });
    return rows.length > 0 ? describe(rows[0], tiers, readAt) : null;
  }

  /** Requests that come while one is under way share its answer. */
  function recall(token: string): Promise<Known | null> {
    const key = keyOf("AccessToken", token);
    const name = key.toString("latin1");
    const cached = cache.get(name);
    if (cached) return cached;
    const known = read(key);
    cache.set(name, known);
    // A failed read is nobody's answer but that of those who waited for it.
    known.catch(() => cache.delete(name));
    return known;
  }

  async function bearer(token: string, door: Door): Promise<Viewer> {
    let known = await recall(token);
    if (known && (changes.get(known.viewer.userId ?? 0) ?? 0) >= known.readAt) {
      cache.delete(keyOf("AccessToken", token).toString("latin1"));
      known = await recall(token);
    }
    if (!known || !accepts(config.publicUrl, door, known.audience)) throw new InvalidToken();
    return known.viewer;
  }

  function forget(userId?: number): void {
    if (userId === undefined) {
      cache.clear();
      return;
    }
    changes.set(userId, performance.now());
  }
  return Object.assign(bearer, { forget });
}

interface Row {
  readonly payload: {
    readonly accountId?: string;
    readonly clientId: string;
    readonly aud: string;
    readonly scope?: string;
  };
  /** Null for a client that acts for itself. */
  readonly tier: string | null;
  readonly foodsRevision: FoodsRevision;
  readonly trustedDocumentsOnly: boolean;
}

function describe(
  { payload, tier, foodsRevision: revision, trustedDocumentsOnly }: Row,
  tiers: Tiers,
  readAt: number,
): Known {
  const { accountId, clientId, aud, scope } = payload;
  const granted = splitScope(scope);
  const included = tier === null ? null : tiers.of(tier).scopes;
  const viewer = {
    userId: accountId ? userIdOf(accountId) : null,
    clientId,
    tier,
    // What the account includes no more ends with it, whatever was granted before.
    scopes: new Set(granted.filter((name) => included?.has(name) ?? true)),
    foodsRevision: accountId ? revision : null,
    trustedDocumentsOnly,
  };
  return { viewer, audience: aud, readAt };
}
