import type { EntityManager } from "@mikro-orm/postgresql";
import type { Pool } from "pg";
import type { Limits } from "./users/tierLimits.js";
import type { Tier } from "./users/tiers.js";

/** Who asks: a person by session, or a client by token, for a user or for itself. */
export interface Viewer {
  readonly userId: number | null;
  readonly clientId: string | null;
  /** Null for a client that acts for itself. */
  readonly tier: Tier | null;
  readonly scopes: ReadonlySet<string>;
}

/** One request at a door, as everything that works for it sees it. */
export interface Call {
  readonly viewer: Viewer | null;
  /** Ends its work: its time is up, or nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** What its user's history says of it; filled in by whoever does the work. */
  readonly asked: Asked;
  /** Null where nothing is counted: for strangers, and on pages. */
  readonly standing: Standing | null;
}

/** What somebody may use, and what is left of it today. */
export interface Standing {
  readonly limits: Limits;
  readonly remaining: number;
  /** There was none left for this request. */
  readonly isUsedUp: boolean;
  readonly resetsAt: Date;
}

/** Names and numbers only, but for the food that was searched for. */
export interface Asked {
  operation: string | null;
  query: string | null;
  results: number | null;
}

/** The pool of connections, for one request: its statements end with it. */
export type Statements = Pick<Pool, "query">;

/** What one request carries through GraphQL. */
export interface Context {
  /** Forked at its first use, for this request alone. */
  readonly em: EntityManager;
  /** The pool under `em`, for the few statements that were measured to be worth writing by hand. */
  readonly pool: Statements;
  readonly viewer: Viewer | null;
  readonly asked: Asked;
  readonly standing: Standing | null;
  /** Notes that a food was opened or measured, by the number of its id; nothing where no user asks. */
  readonly noteUse: (foodId: number) => void;
  /** Origin of every link we hand out, without a trailing slash. */
  readonly publicUrl: string;
}
