import type { EntityManager } from "@mikro-orm/postgresql";
import type { Pool } from "pg";

/** Who asks: a person by session, or a client by token, for a user or for itself. */
export interface Viewer {
  readonly userId: number | null;
  readonly clientId: string | null;
  readonly scopes: ReadonlySet<string>;
}

/** What one request carries through GraphQL. */
export interface Context {
  /** Forked at its first use, for this request alone. */
  readonly em: EntityManager;
  /** The pool under `em`, for the few statements that were measured to be worth writing by hand. */
  readonly pool: Pool;
  readonly viewer: Viewer | null;
  /** Origin of every link we hand out, without a trailing slash. */
  readonly publicUrl: string;
}
