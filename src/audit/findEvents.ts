import type { EntityManager } from "@mikro-orm/postgresql";
import { type Action, type Actor, AuditEvent } from "./AuditEvent.js";

export interface EventFilter {
  readonly userId?: number;
  readonly clientId?: string;
  readonly action?: Action;
  readonly since?: Date;
  /** Only what was recorded before the event with this id. */
  readonly before?: number;
  readonly limit?: number;
}

export interface FoundEvent {
  readonly id: number;
  readonly at: Date;
  readonly action: Action;
  readonly actor: Actor;
  /** Global id, such as user_12. */
  readonly user: string | null;
  readonly client: string | null;
  readonly clientName: string | null;
  readonly address: string | null;
  readonly detail: string | null;
}

/** Newest first. */
export async function findEvents(em: EntityManager, filter: EventFilter): Promise<FoundEvent[]> {
  const { userId, clientId, action, since, before, limit } = filter;
  const events = await em.find(
    AuditEvent,
    {
      ...(userId !== undefined && { userId }),
      ...(clientId !== undefined && { clientId }),
      ...(action !== undefined && { action }),
      ...(since && { at: { $gte: since } }),
      ...(before !== undefined && { id: { $lt: before } }),
    },
    { orderBy: { id: "desc" }, limit },
  );
  const names = await clientNames(em, events);
  return events.map(({ id, at, action, actor, userId, clientId, address, detail }) => ({
    ...{ id, at, action, actor, address, detail },
    user: userId === null ? null : `user_${userId}`,
    client: clientId,
    clientName: names.get(clientId) ?? null,
  }));
}

/** Of those that there still are: an event outlives its client. */
async function clientNames(em: EntityManager, events: AuditEvent[]): Promise<Map<string | null, string>> {
  const ids = new Set(events.map(({ clientId }) => clientId).filter((id) => id !== null));
  if (ids.size === 0) return new Map();
  const rows = await em.execute<{ id: string; name: string }[]>(
    "select id, name from oauth_clients where id in (?)",
    [[...ids]],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
