import { randomBytes } from "node:crypto";
import type { MikroORM } from "@mikro-orm/postgresql";
import { createUser } from "../users/createUser.js";

export interface CreateUserOptions {
  readonly email: string;
  readonly name: string;
  readonly password?: string;
}

/** `larder user create`: without `--password` it makes one and shows it once. */
export async function createUserCommand(
  orm: MikroORM,
  options: CreateUserOptions,
  say: (line: string) => void,
): Promise<void> {
  const password = options.password ?? randomBytes(15).toString("base64url");
  const { email, globalId } = await createUser(orm.em.fork(), { ...options, password });
  say(`Made ${globalId} for ${email}.`);
  if (options.password === undefined) say(`Password, shown only now: ${password}`);
}
