import type { IncomingMessage } from "node:http";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Pool } from "pg";
import type { AccountChanges } from "./account/changes.js";
import type { SearchMemory } from "./foods/search/SearchMemory.js";
import type { FoodsRevision } from "./users/foodsRevision.js";
import type { Tier } from "./users/tiers.js";

/** Who asks: a person by session, or a client by token, for a user or for itself. */
export interface Viewer {
  readonly userId: number | null;
  readonly clientId: string | null;
  /** Null for a client that acts for itself. */
  readonly tier: string | null;
  readonly scopes: ReadonlySet<string>;
  /** Of a person who asks by session, the id of it; absent for every client. */
  readonly sessionId?: number;
  /** Runs this server, and asks by session; absent for everybody else and for every client. */
  readonly isOperator?: boolean;
  /** As it was when the token was read; unknown where people ask by session. Null for a client that acts for itself. */
  readonly foodsRevision?: FoodsRevision | null;
  /** Its client may send no GraphQL document but a registered one; absent where people ask by session. */
  readonly trustedDocumentsOnly?: boolean;
}

/** One request at a door, as everything that works for it sees it. */
export interface Call {
  readonly viewer: Viewer | null;
  /** Network address that it came from. */
  readonly address: string;
  /** Ends its work: its time is up, or nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** What its user's history says of it; filled in by whoever does the work. */
  readonly asked: Asked;
  /** Null where nothing is counted: for strangers, and on pages. */
  readonly standing: Standing | null;
}

/** What somebody may use, and what is left of it today. */
export interface Standing {
  readonly tier: Tier;
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
  /** Numbers of the ids of the foods that were opened or measured. */
  readonly used: number[];
}

/** What a door answers a request with. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text; null where the client has it already. */
  readonly body: Buffer | string | null;
}

/** A request that a door has understood, and may answer to who asks. */
export interface Task {
  /** What went out before to whoever may have the same, and what the history is told of it; null where it has to be made. */
  readonly kept: { readonly reply: Reply; readonly asked: Asked } | null;
  answer(call: Call): Promise<Reply>;
}

/** Null where a request is no ordinary one of this door. */
export type TakeUp = (request: IncomingMessage, viewer: Viewer) => Task | null;

/** The pool of connections, for one request: its statements end with it. */
export type Statements = Pick<Pool, "query">;

/** What one request carries through GraphQL. */
export interface Context {
  /** Forked at its first use, for this request alone. */
  readonly em: EntityManager;
  /** The pool under `em`, for the few statements that were measured to be worth writing by hand. */
  readonly pool: Statements;
  readonly viewer: Viewer | null;
  /** Network address that it came from. */
  readonly address: string;
  readonly account: AccountChanges;
  readonly asked: Asked;
  readonly standing: Standing | null;
  /** What the searches of all requests have read. */
  readonly memory: SearchMemory;
  /** Origin of every link we hand out, without a trailing slash. */
  readonly publicUrl: string;
}
