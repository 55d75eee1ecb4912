import type { EntityManager } from "@mikro-orm/postgresql";
import { type Origin, record } from "../audit/record.js";
import { MailLink } from "./MailLink.js";
import { hashPassword, verifyPassword } from "./password.js";
import { endSessions } from "./Session.js";
import { User } from "./User.js";
import { UserErrorCode, WrongField } from "./UserError.js";

/** Throws unless it is this person's password: an open browser is not enough for what cannot be taken back. */
export async function requirePassword(
  em: EntityManager,
  user: User,
  password: string,
  origin: Origin,
): Promise<void> {
  if (!(await verifyPassword(password, user.passwordHash))) {
    await record(em, { action: "password-refused", userId: user.id, ...origin });
    throw new WrongField("password", UserErrorCode.WRONG_PASSWORD, "Your present password is wrong.");
  }
}

/** Ends every session but the one with the id `keptSession`: whoever knew the former password, or holds a link to a new one, is out. */
export async function changePassword(
  em: EntityManager,
  user: User,
  next: string,
  keptSession: number | null,
): Promise<void> {
  await em.nativeUpdate(User, { id: user.id }, { passwordHash: await hashPassword(next, user.email) });
  await em.nativeDelete(MailLink, { user: user.id, purpose: "reset-password" });
  await endSessions(em, user.id, keptSession);
}
