import type { EntityManager } from "@mikro-orm/postgresql";
import type { Action, Actor } from "./AuditEvent.js";
import { networkOf } from "./networkOf.js";

/** Who does something, and the network address that they do it from. */
export interface Origin {
  readonly actor: Actor;
  readonly address: string | null;
}

/** Whoever can run a command on this machine runs the server. */
export const commandLine: Origin = { actor: "operator", address: null };

export interface NewEvent extends Origin {
  readonly action: Action;
  readonly userId?: number | null;
  readonly clientId?: string | null;
  readonly detail?: string | null;
}

/** In the transaction of the act, where it has one: either both are there or neither. */
export async function record(em: Pick<EntityManager, "execute">, event: NewEvent): Promise<void> {
  const { action, actor, userId = null, clientId = null, address, detail = null } = event;
  await em.execute(
    "insert into audit_events (action, actor, user_id, client_id, address, detail) values (?, ?, ?, ?, ?, ?)",
    [action, actor, userId, clientId, address && networkOf(address), detail],
  );
}

/** What is left of a person in the record once they are gone: that something happened, not to whom or from where. */
export async function forgetPerson(em: EntityManager, userId: number): Promise<void> {
  await em.execute("update audit_events set user_id = null, address = null where user_id = ?", [userId]);
}
