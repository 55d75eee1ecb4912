import { createHash, randomBytes } from "node:crypto";
import { OptionalProps, type Rel } from "@mikro-orm/core";
import { Entity, ManyToOne, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import type { EntityManager } from "@mikro-orm/postgresql";
import { User } from "./User.js";

const day = 24 * 60 * 60 * 1000;
const idleLife = 30 * day;
const longestLife = 365 * day;
/** Last use is noted to the hour, so that a busy session does not mean a write per request. */
const noteUseEvery = day / 24;

/** One browser that is signed in. */
@Entity({ tableName: "sessions" })
export class Session {
  declare [OptionalProps]?: "createdAt" | "lastSeenAt" | "expiresAt" | "device" | "network";

  @PrimaryKey({ type: "integer" })
  id!: number;

  /** SHA-256 of the token in the cookie: who reads the table cannot sign in with it. */
  @Unique()
  @Property({ type: "text" })
  tokenHash!: string;

  @ManyToOne(() => User, { deleteRule: "cascade" })
  user!: Rel<User>;

  @Property({ type: "datetime" })
  createdAt: Date = new Date();

  @Property({ type: "datetime" })
  lastSeenAt: Date = new Date();

  @Property({ type: "datetime", index: true })
  expiresAt: Date = new Date(Date.now() + idleLife);

  /** Such as "Firefox on Linux"; null where the browser does not tell. */
  @Property({ type: "text", nullable: true })
  device: string | null = null;

  /** Where the sign-in came from, cut as in the audit; null for sessions from before this was kept. */
  @Property({ type: "text", nullable: true })
  network: string | null = null;

  /** Each use moves the end, up to a year after the sign-in. */
  noteUse(now: Date): void {
    this.lastSeenAt = now;
    this.expiresAt = new Date(Math.min(now.getTime() + idleLife, this.createdAt.getTime() + longestLife));
  }
}

/** The token for the browser's cookie; it is nowhere else. */
export async function startSession(
  em: EntityManager,
  user: User,
  place: Partial<Pick<Session, "device" | "network">> = {},
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  em.create(Session, { tokenHash: hashOf(token), user, ...place });
  await em.flush();
  return token;
}

/** The session with its user, or null if it never was, was ended, or has expired, or its account is disabled. */
export async function findSession(em: EntityManager, token: string): Promise<Session | null> {
  const now = new Date();
  const session = await em.findOne(
    Session,
    { tokenHash: hashOf(token), expiresAt: { $gt: now }, user: { disabledAt: null } },
    { populate: ["user"] },
  );
  if (session && now.getTime() - session.lastSeenAt.getTime() > noteUseEvery) {
    session.noteUse(now);
    await em.flush();
  }
  return session;
}

export async function endSession(em: EntityManager, token: string): Promise<void> {
  await em.nativeDelete(Session, { tokenHash: hashOf(token) });
}

/** Signs the person out everywhere but in the session with this id, if it is given. Tells how many ended. */
export function endSessions(em: EntityManager, userId: number, keptId: number | null): Promise<number> {
  return em.nativeDelete(Session, { user: userId, ...(keptId !== null && { id: { $ne: keptId } }) });
}

/** `__Host-` keeps any other host, subdomains included, from planting a session; browsers allow it on https only. */
export function sessionCookie(publicUrl: string) {
  const secure = publicUrl.startsWith("https:");
  return {
    name: secure ? "__Host-larder" : "larder",
    options: {
      httpOnly: true,
      sameSite: "lax",
      secure,
      path: "/",
      maxAge: longestLife,
      signed: false,
      overwrite: true,
    },
  } as const;
}

const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");
