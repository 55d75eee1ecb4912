import { BigIntType, OptionalProps } from "@mikro-orm/core";
import { Entity, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";

/** Each thing that is recorded, with what its person reads. */
export const actions = {
  "sign-in": "Signed in",
  "sign-in-failed": "A sign-in with a wrong password",
  "password-refused": "A wrong password for a change to the account",
  "sign-out": "Signed out",
  "account-created": "Account made",
  "email-verified": "E-mail address confirmed",
  "password-changed": "Password changed",
  "password-reset": "Password set anew",
  "data-exported": "Data downloaded",
  "name-changed": "Name changed",
  "email-changed": "E-mail address changed",
  "session-ended": "Signed out in another browser",
  "sessions-ended": "Signed out in all other browsers",
  "usage-deleted": "History of requests deleted",
  "role-changed": "Role changed",
  "tier-changed": "Tier changed",
  "account-disabled": "Account disabled",
  "account-enabled": "Account enabled again",
  "account-deleted": "Account deleted",
  "consent-granted": "App allowed",
  "consent-withdrawn": "App disconnected",
  "authorization-granted": "App got its tokens",
  "token-revoked": "Tokens of an app ended",
  "token-reused": "A token that was spent came again, so all of its kind were ended",
  "client-created": "Client made",
  "client-updated": "Client changed",
  "client-secret-rotated": "Client got another secret",
  "client-revoked": "Client ended",
  "keys-rotated": "Keys rotated",
} as const;

export type Action = keyof typeof actions;

/** Who did it: a person on our pages, an app, whoever has the command line, the payment provider, or somebody unknown. */
export type Actor = "user" | "client" | "operator" | "payment" | "anyone";

/** One thing that happened. It holds no secret, and of a network address only the network. */
@Entity({ tableName: "audit_events" })
export class AuditEvent {
  declare [OptionalProps]?: "at";

  @PrimaryKey({ type: new BigIntType("number"), autoincrement: true })
  id!: number;

  @Property({ type: "datetime" })
  at: Date = new Date();

  @Property({ type: "text" })
  action!: Action;

  @Property({ type: "text" })
  actor!: Actor;

  /** Whose account it is about; null where there is none, or none any more. */
  @Property({ type: "integer", nullable: true })
  userId: number | null = null;

  @Property({ type: "text", nullable: true })
  clientId: string | null = null;

  @Property({ type: "text", nullable: true })
  address: string | null = null;

  /** The scopes of a consent, the new tier or role, what a passing client was for. */
  @Property({ type: "text", nullable: true })
  detail: string | null = null;
}
