import { Entity, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import type { Rel } from "@mikro-orm/postgresql";
import { User } from "../users/User.js";
import { Client } from "./Client.js";

/**
 * What the engine keeps: codes, tokens, grants, sessions, pending requests. Whoever reads the table can use
 * none of it, because the id, which is the secret, is stored as its hash only.
 *
 * The foreign keys do the revoking: a token ends with its grant, and all of them with their user or client,
 * also one that is being issued at that moment.
 */
@Entity({ tableName: "oauth_artifacts" })
export class Artifact {
  /** SHA-256 of the model's name and the id. */
  @PrimaryKey({ type: "uint8array" })
  id!: Uint8Array;

  @Property({ type: "text" })
  model!: string;

  @Property({ type: "json" })
  payload!: Record<string, unknown>;

  @ManyToOne(() => Artifact, { nullable: true, deleteRule: "cascade" })
  grant: Rel<Artifact> | null = null;

  @ManyToOne(() => User, { nullable: true, deleteRule: "cascade" })
  user: Rel<User> | null = null;

  @ManyToOne(() => Client, { nullable: true, deleteRule: "cascade" })
  client: Rel<Client> | null = null;

  /** The second name of a session, which opens nothing: the cookie holds the first. */
  @Property({ type: "text", nullable: true })
  uid: string | null = null;

  /** SHA-256 of what a person types on another device. */
  @Property({ type: "uint8array", nullable: true })
  userCode: Uint8Array | null = null;

  @Property({ type: "datetime", nullable: true })
  expiresAt: Date | null = null;

  @Property({ type: "datetime", nullable: true })
  consumedAt: Date | null = null;
}
