import type { EntityManager } from "@mikro-orm/postgresql";
import { record } from "../audit/record.js";
import { BadInput } from "../errors.js";
import { emailIn } from "./createUser.js";
import { verifyPassword } from "./password.js";
import { User } from "./User.js";

export async function signIn(
  em: EntityManager,
  email: string,
  password: string,
  networkAddress: string,
): Promise<User> {
  const address = emailIn(email);
  // What is no address is looked up nowhere, a NUL would not even reach the database; but it takes the same time.
  const user = address === null ? null : await em.findOne(User, { email: address });
  const matches = await verifyPassword(password, user?.passwordHash ?? null);
  // One answer for a wrong e-mail and a wrong password, so neither can be probed.
  if (!user || !matches) {
    // Not what was typed: people type passwords into the wrong field.
    await record(em, {
      action: "sign-in-failed",
      actor: "anyone",
      userId: user?.id,
      address: networkAddress,
    });
    throw new BadInput("E-mail or password is wrong.");
  }
  // Told only to who knows the password, so that it cannot be probed either.
  if (user.disabledAt) throw new BadInput("This account is disabled. Ask whoever runs this server.");
  return user;
}
