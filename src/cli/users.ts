import { randomBytes } from "node:crypto";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Action } from "../audit/AuditEvent.js";
import { commandLine, record } from "../audit/record.js";
import { BadInput, NotFound } from "../errors.js";
import { endTokens } from "../oauth/endTokens.js";
import { readGlobalId } from "../relay/Node.js";
import { changePassword } from "../users/changePassword.js";
import { createUser } from "../users/createUser.js";
import { deleteUser } from "../users/deleteUser.js";
import { endSessions } from "../users/Session.js";
import type { Tiers } from "../users/tiers.js";
import { type Role, roles, User } from "../users/User.js";

/** What the commands show of an account; never its password's hash. */
export interface UserSheet {
  readonly id: string;
  readonly email: string;
  readonly emailVerifiedAt: Date | null;
  readonly name: string;
  readonly role: Role;
  readonly tier: string;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

/** With a password only where one was made up: it is in this answer and nowhere else. */
export type WithPassword = UserSheet & { readonly password: string | null };

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly password?: string;
  /** Runs this server, and is not only its user. */
  readonly operator?: boolean;
}

export async function makeUser(em: EntityManager, account: NewAccount): Promise<WithPassword> {
  const { email, name, password, operator } = account;
  const made = password === undefined ? makePassword() : null;
  const role = operator ? "operator" : "user";
  const user = await createUser(em, { email, name, role, password: made ?? password! }, commandLine);
  return { ...sheetOf(user), password: made };
}

export async function listUsers(em: EntityManager): Promise<UserSheet[]> {
  return (await em.find(User, {}, { orderBy: { id: "asc" } })).map(sheetOf);
}

export async function findUser(em: EntityManager, who: string): Promise<UserSheet> {
  return sheetOf(await load(em, who));
}

/** The number in the id of an account. */
export const findUserId = async (em: EntityManager, who: string) => (await load(em, who)).id;

export async function setTier(
  em: EntityManager,
  tiers: Tiers,
  who: string,
  tier: string,
): Promise<UserSheet> {
  if (!tiers.find(tier))
    throw new BadInput(`There is no tier ${tier}. There are: ${tiers.names.join(", ")}.`);
  return change(em, who, "tier-changed", tier, (user) => {
    user.tier = tier;
  });
}

export async function setRole(em: EntityManager, who: string, role: string): Promise<UserSheet> {
  const wanted = roles.find((known) => known === role);
  if (!wanted) throw new BadInput(`There is no role ${role}. There are: ${roles.join(", ")}.`);
  return change(em, who, "role-changed", wanted, (user) => {
    user.role = wanted;
  });
}

/** Null, or a sentence for whoever has just taken the last operator away. */
export async function operatorWarning(em: EntityManager): Promise<string | null> {
  const left = await em.count(User, { role: "operator", disabledAt: null });
  return left > 0 ? null : "No operator is left. Make one: npx larder user set-role <who> operator";
}

/** Whoever knew the former password is signed out everywhere. */
export async function resetPassword(
  em: EntityManager,
  who: string,
  password?: string,
): Promise<WithPassword> {
  const made = password === undefined ? makePassword() : null;
  return em.transactional(async (inner) => {
    const user = await load(inner, who);
    await changePassword(inner, user, made ?? password!, null);
    await endTokens(inner, user.id);
    await record(inner, { action: "password-reset", userId: user.id, ...commandLine });
    return { ...sheetOf(user), password: made };
  });
}

/** Nobody gets in by this account, with a password or with a token, until it is enabled again. */
export async function disableUser(em: EntityManager, who: string): Promise<UserSheet> {
  return change(em, who, "account-disabled", null, async (user, inner) => {
    user.disabledAt ??= new Date();
    await endSessions(inner, user.id, null);
    await endTokens(inner, user.id);
  });
}

export async function enableUser(em: EntityManager, who: string): Promise<UserSheet> {
  return change(em, who, "account-enabled", null, (user) => {
    user.disabledAt = null;
  });
}

export async function removeUser(em: EntityManager, who: string): Promise<UserSheet> {
  const user = await load(em, who);
  await deleteUser(em, user, commandLine);
  return sheetOf(user);
}

/** Both are written, or neither. */
function change(
  em: EntityManager,
  who: string,
  action: Action,
  detail: string | null,
  edit: (user: User, em: EntityManager) => void | Promise<void>,
): Promise<UserSheet> {
  return em.transactional(async (inner) => {
    const user = await load(inner, who);
    await edit(user, inner);
    await record(inner, { action, detail, userId: user.id, ...commandLine });
    return sheetOf(user);
  });
}

async function load(em: EntityManager, who: string): Promise<User> {
  const id = readGlobalId(who);
  const user = await em.findOne(User, id?.type === "user" ? id.number : { email: who.trim().toLowerCase() });
  if (!user) throw new NotFound(`There is no account ${who}. All of them: npx larder user list`);
  return user;
}

const makePassword = () => randomBytes(15).toString("base64url");

const sheetOf = (user: User): UserSheet => ({
  id: user.globalId,
  email: user.email,
  emailVerifiedAt: user.emailVerifiedAt,
  name: user.name,
  role: user.role,
  tier: user.tier,
  createdAt: user.createdAt,
  disabledAt: user.disabledAt,
});
