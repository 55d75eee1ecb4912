import type { EntityManager } from "@mikro-orm/postgresql";
import { BadInput } from "../errors.js";
import { verifyPassword } from "./password.js";
import { User } from "./User.js";

export async function signIn(em: EntityManager, email: string, password: string): Promise<User> {
  const user = await em.findOne(User, { email: email.trim().toLowerCase() });
  const matches = await verifyPassword(password, user?.passwordHash ?? null);
  // One answer for a wrong e-mail and a wrong password, so neither can be probed.
  if (!user || !matches) throw new BadInput("E-mail or password is wrong.");
  // Told only to who knows the password, so that it cannot be probed either.
  if (user.disabledAt) throw new BadInput("This account is disabled. Ask whoever runs this server.");
  return user;
}
