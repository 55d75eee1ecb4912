import type { MikroORM } from "@mikro-orm/postgresql";
import type { Configuration, KoaContextWithOIDC, Client as OidcClient } from "oidc-provider";
import { errors, interactionPolicy } from "oidc-provider";
import type { Config } from "../config.js";
import { LimitReached } from "../errors.js";
import type { Tiers } from "../users/tiers.js";
import type { User } from "../users/User.js";
import { accountOf, findAccount, type OauthAccount } from "./account.js";
import { accountIdOf } from "./accountId.js";
import { createAdapter, isReadAnew } from "./adapter.js";
import { followBrowser, hasLeft } from "./browserSession.js";
import { newClientId } from "./Client.js";
import { type DevicePages, deviceFlow } from "./device.js";
import { existingGrant } from "./grants.js";
import { interactionPath } from "./interactions.js";
import type { Keys } from "./keys.js";
import { isTrustedHost } from "./redirectUri.js";
import { renderError } from "./refusal.js";
import { audienceOf, defaultResource } from "./resources.js";
import type { OauthLimits } from "./routes.js";
import { apiScopes, defaultScope, isApiScope, isScope, protocolScopes, splitScope } from "./scopes.js";
import { admitStranger, keepStranger, refuseStranger } from "./stranger.js";

interface Parts {
  readonly config: Pick<Config, "publicUrl" | "registrationHosts">;
  readonly orm: MikroORM;
  readonly tiers: Tiers;
  readonly keys: Keys;
  readonly devicePages: DevicePages;
  readonly fetch: NonNullable<Configuration["fetch"]>;
  readonly limits: Pick<OauthLimits, "document">;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** Every setting given to the engine, each with its reason. */
export function configuration(parts: Parts): Configuration {
  const { publicUrl, registrationHosts } = parts.config;
  return {
    adapter: createAdapter(parts.orm),
    jwks: { keys: parts.keys.signing },
    cookies: {
      keys: parts.keys.cookie,
      names: { session: "oauth_session", interaction: "oauth_interaction", resume: "oauth_resume" },
    },
    routes: {
      authorization: "/oauth/authorize",
      token: "/oauth/token",
      revocation: "/oauth/revoke",
      introspection: "/oauth/introspect",
      jwks: "/oauth/jwks",
      pushed_authorization_request: "/oauth/par",
      registration: "/oauth/register",
      device_authorization: "/oauth/device/code",
      code_verification: "/oauth/device",
    },

    responseTypes: ["code"],
    // API scopes belong to the resource servers alone: named here as well, they would have to be granted twice.
    scopes: protocolScopes,
    claims: { openid: ["sub"] },
    clientAuthMethods: ["client_secret_post", "client_secret_basic", "none", "private_key_jwt"],
    enabledJWA: {
      idTokenSigningAlgValues: ["ES256"],
      clientAuthSigningAlgValues: ["RS256", "PS256", "ES256", "EdDSA"],
    },
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    extraClientMetadata: {
      properties: ["require_pkce", "allowed_scopes", "self_registered", "first_party"],
      /** The engine has a request at hand only where an app registers or changes itself. */
      validator(ctx, key, _value, metadata) {
        const isNew = ctx !== undefined || isReadAnew(metadata.client_id);
        if (key !== "require_pkce" || !(isNew || metadata.self_registered)) return;
        const refusal = refuseStranger(metadata, registrationHosts ?? []);
        if (refusal) throw new errors.CustomOIDCProviderError(...refusal);
        if (isNew) admitStranger(metadata);
      },
    },
    // A GPT keeps its secret but cannot do PKCE; nobody else is let off (OAuth 2.1, section 7.5).
    pkce: { required: (_ctx, client) => client.clientAuthMethod === "none" || client.require_pkce !== false },
    // A page of the client's own may call the token endpoint from the browser; no other may.
    clientBasedCORS: (_ctx, origin, client) =>
      client.redirectUris?.some((uri) => new URL(uri).origin === origin) ?? false,

    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      dPoP: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: deviceFlow(parts.devicePages),
      pushedAuthorizationRequests: { enabled: true },
      registration: { enabled: registrationHosts !== null, idFactory: newClientId },
      registrationManagement: { enabled: registrationHosts !== null },
      clientIdMetadataDocument: {
        enabled: registrationHosts !== null,
        ack: "draft-02",
        allowFetch: (ctx, id) => mayFetch(ctx, id, parts),
        allowClient: (ctx, client) => isWelcome(ctx, client, parts.orm),
        cacheDuration: { min: minute, max: day },
      },
      // Both answer only about a client's own tokens; another's looks like one that never was.
      revocation: { enabled: true, allowedPolicy: ownTokenOnly },
      introspection: { enabled: true, allowedPolicy: ownTokenOnly },
      resourceIndicators: {
        enabled: true,
        // A GPT names no resource, and each token needs an audience.
        defaultResource: (_ctx, _client, oneOf) => oneOf ?? defaultResource(publicUrl),
        getResourceServerInfo(ctx, resource, client) {
          // The only hook before a client gets a token for itself: no authorization request has checked its scope.
          if (ctx.oidc.params!.grant_type === "client_credentials") checkScope(ctx, client);
          const audience = audienceOf(publicUrl, resource);
          if (!audience) throw new errors.InvalidTarget(`there is no resource ${resource} here`);
          // Opaque: a JWT could not be revoked.
          const account = ctx.oidc.account as OauthAccount | undefined;
          const scopes = apiScopes.filter((scope) => account?.includes(scope) ?? true);
          return { audience, scope: scopes.join(" "), accessTokenFormat: "opaque" };
        },
      },
    },

    ttl: {
      AuthorizationCode: minute,
      DeviceCode: 10 * minute,
      AccessToken: hour,
      ClientCredentials: hour,
      IdToken: hour,
      // Idle for 30 days at most, and never longer than a year after the sign-in.
      RefreshToken: (_ctx, token) =>
        Math.max(1, Math.min(30 * day, (token.iiat ?? epoch()) + year - epoch())),
      Grant: year,
      // As long as the app that it belongs to.
      RegistrationAccessToken: undefined,
      Interaction: hour,
      // It only follows ours, which decides.
      Session: 30 * day,
    },
    // By default a refresh token is for those who ask for offline_access, which a GPT never does.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    // By default a confidential client's token rotates only after 70 % of its life.
    rotateRefreshToken: true,
    // By default all tokens die when the browser is closed.
    expiresWithSession: async () => false,

    // A request that holds a connection of the pool waits for nobody's server: see fetchKeys in routes.ts.
    fetch: async (...asked) => {
      if (parts.orm.em.isInTransaction()) throw new Error("nothing is fetched within a transaction");
      return parts.fetch(...asked);
    },
    async findAccount(ctx, id) {
      // Read a moment ago, where a browser was followed.
      const person: User | undefined = ctx.state.person;
      if (person && accountIdOf(person.id) === id) return accountOf(person, parts.tiers);
      // On the connection of the request's transaction, if there is one.
      return findAccount(parts.orm.em.fork({ keepTransactionContext: true }), id, parts.tiers);
    },
    interactions: { url: (_ctx, interaction) => interactionPath(interaction), policy: policy(parts) },
    extraParams: {
      /** Runs for every authorization request, whether it has a scope or not. */
      async scope(ctx, _scope, client) {
        refuseNul(ctx.oidc.params);
        checkScope(ctx, client);
        if (ctx.oidc.session) ctx.state.person = await followBrowser(ctx, parts);
      },
    },
    loadExistingGrant: (ctx) => existingGrant(ctx, parts.orm),
    renderError,
  };
}

/** The engine's rules for when to ask, and one of ours: our own sign-in is what counts. */
function policy(parts: Parts) {
  const rules = interactionPolicy.base();
  const { Check } = interactionPolicy;
  rules
    .get("login")!
    .checks.add(
      new Check("has_left", "the user has signed out", "login_required", (ctx) => hasLeft(ctx, parts)),
    );
  return rules;
}

/** Only documents of the operator's hosts, and of those not many for one address. */
async function mayFetch(ctx: KoaContextWithOIDC, id: string, { config, limits }: Parts): Promise<boolean> {
  if (!isReadAnew(id) || !isTrustedHost(new URL(id).host, config.registrationHosts ?? [])) return false;
  try {
    await limits.document(ctx.ip);
    return true;
  } catch (error) {
    if (error instanceof LimitReached) return false;
    throw error;
  }
}

/** What the operator has decided of an app outlives what its document says. */
async function isWelcome(ctx: KoaContextWithOIDC, client: OidcClient, orm: MikroORM): Promise<boolean> {
  // Later steps find it among those that are kept, unless it was revoked.
  if (!isReadAnew(client.clientId)) return false;
  const {
    clientId: client_id,
    clientName: client_name,
    redirectUris: redirect_uris,
    jwksUri: jwks_uri,
  } = client;
  const kept = await keepStranger(orm.em.fork(), { client_id, client_name, redirect_uris, jwks_uri }, ctx.ip);
  if (kept.scopes) client.allowed_scopes = kept.scopes;
  return kept.revokedAt === null;
}

async function ownTokenOnly(
  _ctx: KoaContextWithOIDC,
  client: Owner,
  token: Partial<Owner>,
): Promise<boolean> {
  return token.clientId === client.clientId;
}

interface Owner {
  readonly clientId: string;
}

/** The engine passes over unknown scopes, and leaves an empty scope empty. */
function checkScope({ oidc: { params } }: KoaContextWithOIDC, client: OidcClient): void {
  const allowed = (client.allowed_scopes as string[] | undefined) ?? apiScopes;
  const names = splitScope(params!.scope);
  const refused = names.filter((name) => !isScope(name) || (isApiScope(name) && !allowed.includes(name)));
  if (refused.length > 0) {
    throw new errors.InvalidScope(`this client may ask for ${allowed.join(" ")}`, refused.join(" "));
  }
  params!.scope = names.join(" ") || defaultScope;
}

/** PostgreSQL cannot store one, and no honest request has one. */
function refuseNul(params: Record<string, unknown> = {}): void {
  if (
    Object.values(params)
      .flat()
      .some((value) => String(value).includes("\0"))
  ) {
    throw new errors.InvalidRequest("a parameter holds a NUL character");
  }
}

const epoch = () => Math.floor(Date.now() / 1000);
