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
  /** The same without a look into the database; null where that cannot be told. */
  atHand(token: string, door: Door): Viewer | null;
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
}

interface Entry {
  /** Null where there is no such token. */
  readonly reading: Promise<Known | null>;
  /** What came of it; undefined as long as it is under way. */
  known?: Known | null;
  /** When the reading began, as `performance.now()` tells it. */
  readonly readAt: number;
  usedAt: number;
}

/** How long a token that was revoked elsewhere may still be taken: what is promised to a user who withdraws a consent. */
const cacheMs = 1000;
const cacheSize = 5000;
/** Tokens in use are read anew before their time: many at once cost far less than each when it comes again. */
const renewMs = 250;
/** How long after it was used last a token counts as in use. */
const useMs = 2000;
/** The engine's have 43 characters. */
const longestToken = 100;

/** Ended tokens have no row, for they go with their grant and user; a revoked client keeps its rows. */
const selectTokens = `
  select a.id, payload, tier, ${foodsRevision} as "foodsRevision", trusted_documents_only as "trustedDocumentsOnly"
  from oauth_artifacts a join oauth_clients c on c.id = client_id left join users on users.id = user_id
  where expires_at > now() and revoked_at is null`;
const oneStatement = { name: "bearer", text: `${selectTokens} and a.id = $1` };
const manyStatement = { name: "bearers", text: `${selectTokens} and a.id = any($1)` };

/**
 * The engine's own look-up would read client, grant and account as well; one indexed read is enough, because
 * the foreign keys keep the table true.
 */
export function createBearer({ orm, config, tiers }: Parts): Bearer {
  const cache = new LRUCache<string, Entry>({ max: cacheSize });
  /** When users changed last. */
  const changes = new LRUCache<number, number>({ max: cacheSize, ttl: 2 * cacheMs });
  let renewedAt = 0;

  async function read(key: Buffer): Promise<Known | null> {
    const pool = await orm.em.getConnection().getNativeClient();
    const { rows } = await pool.query<Row>({ ...oneStatement, values: [key] });
    return rows[0] ? describe(rows[0], tiers) : null;
  }

  const hasChanged = ({ known, readAt }: Entry): boolean =>
    (changes.get(known?.viewer.userId ?? 0) ?? 0) >= readAt;

  /** What is known and holds. */
  function find(token: string): Entry | undefined {
    const entry = cache.get(token);
    const now = performance.now();
    if (!entry || now - entry.readAt >= cacheMs || hasChanged(entry)) return undefined;
    entry.usedAt = now;
    if (now - renewedAt >= renewMs) renew(now);
    return entry;
  }

  /** Requests that come while one is under way share its answer. */
  function recall(token: string): Entry {
    const found = find(token);
    if (found) return found;
    const now = performance.now();
    const entry: Entry = { reading: read(keyOf("AccessToken", token)), readAt: now, usedAt: now };
    // A copy of it, for a part of a header keeps the whole header.
    cache.set(Buffer.from(token).toString(), entry);
    entry.reading.then(
      (known) => {
        entry.known = known;
      },
      // A failed read is nobody's answer but that of those who waited for it.
      () => {
        if (cache.peek(token) === entry) cache.delete(token);
      },
    );
    return entry;
  }

  /** Tokens that are not in use are not kept: they are secrets, and looked up as they are sent. */
  function renew(now: number): void {
    renewedAt = now;
    for (const [token, { usedAt }] of cache) if (now - usedAt >= useMs) cache.delete(token);
    const due = [...cache].filter(([, { known, readAt }]) => known && now - readAt >= cacheMs / 2);
    // Those that cannot be renewed end after their time, and whoever comes with one then is told why.
    if (due.length > 0) readAnew(due, now).catch(() => {});
  }

  async function readAnew(due: readonly [string, Entry][], readAt: number): Promise<void> {
    const keys = due.map(([token]) => keyOf("AccessToken", token));
    const pool = await orm.em.getConnection().getNativeClient();
    const { rows } = await pool.query<Row>({ ...manyStatement, values: [keys] });
    const found = new Map(rows.map((row) => [row.id.toString("latin1"), describe(row, tiers)]));
    for (const [at, [token, entry]] of due.entries()) {
      // Forgotten meanwhile: what was read may be of before.
      if (cache.peek(token) !== entry) continue;
      const known = found.get(keys[at]!.toString("latin1")) ?? null;
      cache.set(token, { reading: Promise.resolve(known), known, readAt, usedAt: entry.usedAt });
    }
  }

  async function bearer(token: string, door: Door): Promise<Viewer> {
    if (token.length > longestToken) throw new InvalidToken();
    const entry = recall(token);
    let known = await entry.reading;
    if (known && hasChanged(entry)) known = await recall(token).reading;
    if (!known || !accepts(config.publicUrl, door, known.audience)) throw new InvalidToken();
    return known.viewer;
  }

  function atHand(token: string, door: Door): Viewer | null {
    const known = find(token)?.known;
    return known && accepts(config.publicUrl, door, known.audience) ? known.viewer : null;
  }

  function forget(userId?: number): void {
    if (userId === undefined) {
      cache.clear();
      return;
    }
    changes.set(userId, performance.now());
  }
  return Object.assign(bearer, { atHand, forget });
}

interface Row {
  readonly id: Buffer;
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
  return { viewer, audience: aud };
}
