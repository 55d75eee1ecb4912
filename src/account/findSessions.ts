import type { EntityManager } from "@mikro-orm/postgresql";
import { readGlobalId } from "../relay/Node.js";
import { Session } from "../users/Session.js";
import type { User } from "../users/User.js";

/** A browser that is signed in to the account, as the person sees it. */
export interface SignedIn {
  /** Such as session_12. */
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly isCurrent: boolean;
  readonly device: string | null;
  readonly network: string | null;
  readonly since: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

/** The last begun first, from behind that number on; `currentId` is the session that asks. */
export async function findSessions(
  em: EntityManager,
  user: User,
  { limit, behind, currentId }: { limit: number; behind?: number; currentId: number | undefined },
): Promise<SignedIn[]> {
  const sessions = await em.find(
    Session,
    { user, expiresAt: { $gt: new Date() }, ...(behind !== undefined && { id: { $lt: behind } }) },
    { orderBy: { id: "desc" }, limit },
  );
  return sessions.map(({ id, device, network, createdAt, lastSeenAt, expiresAt }) => ({
    id: `session_${id}`,
    isCurrent: id === currentId,
    device,
    network,
    since: createdAt,
    lastSeenAt,
    expiresAt,
  }));
}

/** The number in the id of a session, or null if it is none. */
export function readSessionId(id: string): number | null {
  const known = readGlobalId(id);
  return known?.type === "session" ? known.number : null;
}
