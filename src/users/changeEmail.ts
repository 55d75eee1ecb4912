import type { EntityManager } from "@mikro-orm/postgresql";
import { BadInput } from "../errors.js";
import { MailLink } from "./MailLink.js";
import { User } from "./User.js";

/** For whoever has opened a link that was sent there. Links to another password, sent to the former address, end. */
export async function changeEmail(em: EntityManager, user: User, email: string): Promise<void> {
  const changed = await em.execute<object[]>(
    `update users set email = ?, email_verified_at = now()
     where id = ? and not exists (select from users where email = ?) returning id`,
    [email, user.id, email],
  );
  if (changed.length === 0) throw new BadInput("There is an account for this address by now.");
  await em.nativeDelete(MailLink, { user: user.id });
}
