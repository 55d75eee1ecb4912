import type { EntityManager } from "@mikro-orm/postgresql";
import { forgetPerson, type Origin, record } from "../audit/record.js";
import { MailLink } from "./MailLink.js";
import { User } from "./User.js";

/** Sessions, consents, tokens and all else that is the person's go with the row, by foreign keys. */
export async function deleteUser(em: EntityManager, user: User, { actor }: Origin): Promise<void> {
  await em.transactional(async (inner) => {
    await forgetPerson(inner, user.id);
    await inner.nativeDelete(MailLink, { email: user.email });
    await inner.nativeDelete(User, { id: user.id });
    await record(inner, { action: "account-deleted", actor, address: null });
  });
}
