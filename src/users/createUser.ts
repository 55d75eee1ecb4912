import type { EntityManager } from "@mikro-orm/postgresql";
import { type Origin, record } from "../audit/record.js";
import { BadInput } from "../errors.js";
import { hashPassword } from "./password.js";
import { type Role, User } from "./User.js";

/** Who wants an account. */
export interface Applicant {
  readonly email: string;
  readonly name: string;
}

export interface NewUser extends Applicant {
  readonly password: string;
  /** Set where the person came by a link that was mailed to them. */
  readonly emailVerifiedAt?: Date;
  readonly role?: Role;
}

const longestEmail = 254;
const longestName = 100;
/** What `<input type="email">` accepts (WHATWG), so that no browser lets through what we refuse. */
const emailShape =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

export async function createUser(em: EntityManager, input: NewUser, origin: Origin): Promise<User> {
  const { password, emailVerifiedAt = null, role = "user" } = input;
  const applicant = readApplicant(input);
  const passwordHash = await hashPassword(password, applicant.email);
  return em.transactional(async (inner) => {
    // An address that is taken is no error of the database: that would log the statement, with all that is in it.
    const [made] = await inner.execute<{ id: number }[]>(
      `insert into users (email, name, password_hash, email_verified_at, role) values (?, ?, ?, ?, ?)
       on conflict (email) do nothing returning id`,
      [applicant.email, applicant.name, passwordHash, emailVerifiedAt, role],
    );
    if (!made) throw new BadInput(`There already is an account for ${applicant.email}. Sign in instead.`);
    await record(inner, { action: "account-created", userId: made.id, ...origin });
    return inner.findOneOrFail(User, made.id);
  });
}

/** As it is stored; throws where something is wrong. */
export const readApplicant = ({ email, name }: Applicant): Applicant => ({
  email: readEmail(email),
  name: readName(name),
});

/** In lower case, as it is stored; null if it is no e-mail address. */
export function emailIn(text: string): string | null {
  const email = text.trim().toLowerCase();
  return email.length <= longestEmail && emailShape.test(email) ? email : null;
}

export function readEmail(text: string): string {
  const email = emailIn(text);
  if (email === null) {
    throw new BadInput(
      `The e-mail must be an address such as you@example.com, at most ${longestEmail} characters.`,
    );
  }
  return email;
}

export function readName(text: string): string {
  const name = text.normalize("NFC").replace(/\s+/g, " ").trim();
  if (!name || [...name].length > longestName || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw new BadInput(
      `The name must have 1 to ${longestName} characters, none of them a control character.`,
    );
  }
  return name;
}
