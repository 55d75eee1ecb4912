import type { MikroORM } from "@mikro-orm/postgresql";
import type { Grant, KoaContextWithOIDC, Provider } from "oidc-provider";
import { userIdOf } from "./accountId.js";
import { consentedScopes } from "./Consent.js";
import { isApiScope, splitScope } from "./scopes.js";

/** A grant of its own for each authorization, so that a reused token ends one family and no other. */
export async function makeGrant(
  provider: Provider,
  accountId: string,
  params: Record<string, unknown>,
): Promise<Grant> {
  const grant = new provider.Grant({ accountId, clientId: String(params.client_id) });
  const scopes = splitScope(params.scope);
  grant.addOIDCScope(scopes.filter((scope) => !isApiScope(scope)));
  for (const resource of [params.resource].flat()) {
    grant.addResourceScope(String(resource), scopes.filter(isApiScope));
  }
  await grant.save();
  return grant;
}

/** The grant the user just gave, or a new one where all that is asked for was consented to before. */
export async function existingGrant(ctx: KoaContextWithOIDC, orm: MikroORM): Promise<Grant | undefined> {
  const { provider, result, params } = ctx.oidc;
  const accountId = ctx.oidc.account!.accountId;
  if (result?.consent?.grantId) {
    const grant = await provider.Grant.find(result.consent.grantId);
    return grant?.accountId === accountId ? grant : undefined;
  }
  if (!params || asksAnyway(ctx)) return undefined;
  const consented = await consentedScopes(orm.em.fork(), userIdOf(accountId), String(params.client_id));
  const isCovered = splitScope(params.scope).every((scope) => consented.has(scope));
  return isCovered ? makeGrant(provider, accountId, params) : undefined;
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
