import type { Statements } from "../context.js";
import { User } from "./User.js";

interface Row extends Pick<User, "id" | "name" | "email" | "tier" | "role"> {
  readonly createdAt: string;
  readonly emailVerifiedAt: string | null;
  readonly disabledAt: string | null;
}

const statement = {
  name: "user",
  text: `select id, name, email, tier, role, created_at as "createdAt", email_verified_at as "emailVerifiedAt",
           disabled_at as "disabledAt"
         from users where id = $1`,
};

/** An account to be shown, without its password. By hand, for it is read for every other field of an account. */
export async function readUser(pool: Statements, id: number): Promise<User | null> {
  const { rows } = await pool.query<Row>({ ...statement, values: [id] });
  const [row] = rows;
  if (!row) return null;
  return Object.assign(new User(), row, {
    createdAt: new Date(row.createdAt),
    emailVerifiedAt: row.emailVerifiedAt && new Date(row.emailVerifiedAt),
    disabledAt: row.disabledAt && new Date(row.disabledAt),
  });
}
