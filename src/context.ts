import type { EntityManager } from "@mikro-orm/postgresql";

/** Who asks: a person by session, or a client by token, for a user or for itself. */
export interface Viewer {
  readonly userId: number | null;
  readonly clientId: string | null;
  readonly scopes: ReadonlySet<string>;
}

/** What one request carries through GraphQL. `em` is forked for the request and shared with no other. */
export interface Context {
  readonly em: EntityManager;
  readonly viewer: Viewer | null;
  /** Origin of every link we hand out, without a trailing slash. */
  readonly publicUrl: string;
}
