import type { EntityManager } from "@mikro-orm/postgresql";
import type { Account } from "oidc-provider";
import type { Tiers } from "../users/tiers.js";
import { User } from "../users/User.js";
import { accountIdOf, userIdOf } from "./accountId.js";
import { isApiScope } from "./scopes.js";

/** A user as the engine knows them. */
export interface OauthAccount extends Account {
  /** Whether their tier includes what the scope allows. */
  includes(scope: string): boolean;
}

export function accountOf({ id, tier }: Pick<User, "id" | "tier">, tiers: Tiers): OauthAccount {
  const accountId = accountIdOf(id);
  const { scopes } = tiers.of(tier);
  return {
    accountId,
    claims: () => ({ sub: accountId }),
    includes: (scope) => !isApiScope(scope) || scopes.has(scope),
  };
}

/** Undefined for an account that is gone or disabled. */
export async function findAccount(
  em: EntityManager,
  accountId: string,
  tiers: Tiers,
): Promise<OauthAccount | undefined> {
  const user = await em.findOne(User, { id: userIdOf(accountId), disabledAt: null });
  return user ? accountOf(user, tiers) : undefined;
}
