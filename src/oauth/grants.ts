import type { MikroORM } from "@mikro-orm/postgresql";
import type { Grant, KoaContextWithOIDC, Provider } from "oidc-provider";
import type { OauthAccount } from "./account.js";
import { userIdOf } from "./accountId.js";
import { consentedScopes, rememberConsent } from "./Consent.js";
import { isApiScope, splitScope } from "./scopes.js";

/**
 * A grant of its own for each authorization, so that a reused token ends one family and no other. What the tier does
 * not include is refused in it, so that nobody is asked for it.
 */
export async function makeGrant(
  provider: Provider,
  account: OauthAccount,
  params: Record<string, unknown>,
): Promise<Grant> {
  const grant = new provider.Grant({ accountId: account.accountId, clientId: String(params.client_id) });
  const scopes = splitScope(params.scope);
  const apiScopes = scopes.filter(isApiScope);
  const refused = apiScopes.filter((scope) => !account.includes(scope));
  grant.addOIDCScope(scopes.filter((scope) => !isApiScope(scope)));
  for (const resource of [params.resource].flat()) {
    grant.addResourceScope(String(resource), apiScopes.filter(account.includes));
    if (refused.length > 0) grant.rejectResourceScope(String(resource), refused);
  }
  await grant.save();
  return grant;
}

/** The grant the user just gave, or a new one where all that is asked for was consented to before. */
export async function existingGrant(ctx: KoaContextWithOIDC, orm: MikroORM): Promise<Grant | undefined> {
  const { provider, result, params } = ctx.oidc;
  const account = ctx.oidc.account as OauthAccount;
  const { accountId } = account;
  if (result?.consent?.grantId) {
    const grant = await provider.Grant.find(result.consent.grantId);
    return grant?.accountId === accountId ? grant : undefined;
  }
  if (!params || asksAnyway(ctx)) return undefined;
  const [em, userId, clientId] = [orm.em.fork(), userIdOf(accountId), String(params.client_id)];
  const consented = await consentedScopes(em, userId, clientId);
  const included = splitScope(params.scope).filter(account.includes);
  if (included.length === 0) return undefined;
  if (!included.every((scope) => consented.has(scope))) {
    if (!ctx.oidc.client?.first_party) return undefined;
    // Kept all the same, so that the person finds the app among the connected ones, and can end it there.
    await rememberConsent(em, userId, clientId, included, { actor: "operator", address: null });
  }
  return makeGrant(provider, account, params);
}

/**
 * Any program on a device can pretend to be a native app, so its user is asked each time (RFC 8252, section 8.6);
 * and whoever typed the code of another's device must see so (RFC 8628, section 5.4).
 */
const asksAnyway = ({ oidc }: KoaContextWithOIDC): boolean =>
  oidc.deviceCode !== undefined ||
  oidc.client?.applicationType === "native" ||
  oidc.promptPending("login") ||
  oidc.promptPending("consent");
