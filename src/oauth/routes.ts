import Router from "@koa/router";
import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context, Middleware, Next } from "koa";
import compose from "koa-compose";
import type { KoaContextWithOIDC } from "oidc-provider";
import { record } from "../audit/record.js";
import type { Config } from "../config.js";
import { userIdOf } from "./accountId.js";
import type { Bearer } from "./bearer.js";
import {
  type DeviceLimits,
  limitTyped,
  prefillCode,
  requireSession,
  slowDown,
  tellInterval,
} from "./device.js";
import type { Engine } from "./engine.js";
import { grantTypes } from "./grantTypes.js";
import { jsonToForm } from "./jsonToForm.js";
import { type ClientLimits, limitClient, namedClient } from "./limitClient.js";
import { protectedResource } from "./resources.js";
import { apiScopes } from "./scopes.js";

interface Parts {
  readonly engine: Engine;
  readonly orm: MikroORM;
  readonly config: Pick<Config, "publicUrl" | "registrationHosts">;
  readonly bearer: Pick<Bearer, "forget">;
  readonly limits: OauthLimits;
}

/** Each throws where something happens too often. */
export interface OauthLimits {
  readonly clients: ClientLimits;
  readonly devices: DeviceLimits;
  registration(address: string): Promise<void>;
  /** One document fetched for somebody. */
  document(address: string): Promise<void>;
}

/** All that reaches the engine: it answers on more paths, and in more spellings, than are listed here. */
export function oauthRoutes({ engine, orm, bearer, limits, config }: Parts) {
  const { publicUrl, registrationHosts } = config;
  const { handle } = engine;
  const asClient = compose<Context>([jsonToForm, limitClient(limits.clients), fetchKeys(engine)]);
  const router = new Router({ strict: true, sensitive: true });

  router.use(hostOf(publicUrl), freshKeys(engine), cookiesOf(engine));
  router.get("/oauth/authorize", handle);
  router.get("/oauth/authorize/:uid", handle);
  router.post(
    "/oauth/token",
    asClient,
    slowDown(limits.devices),
    forgetEnded(bearer),
    inOneTransaction(orm),
    recordGranted(orm),
    handle,
  );
  router.post("/oauth/revoke", asClient, forgetEnded(bearer), inOneTransaction(orm), emptyAsJson, handle);
  router.post("/oauth/introspect", asClient, handle);
  router.post("/oauth/par", asClient, handle);
  router.post("/oauth/device/code", asClient, tellInterval, handle);
  router.get("/oauth/device", prefillCode, handle);
  router.post("/oauth/device", requireSession(engine), limitTyped(limits.devices), handle);
  router.get("/oauth/device/:uid", handle);
  router.options(
    ["/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/par", "/oauth/device/code"],
    handle,
  );
  router.get("/oauth/jwks", handle);
  if (registrationHosts) {
    const oneRegistration = "/oauth/register/:clientId";
    router.post(
      "/oauth/register",
      forAnyPage,
      limitRegistrations(limits),
      inOneTransaction(orm),
      asRegistered,
      handle,
    );
    router.get(oneRegistration, asRegistered, handle);
    router.put(oneRegistration, inOneTransaction(orm), asRegistered, handle);
    router.delete(oneRegistration, forgetEnded(bearer), inOneTransaction(orm), handle);
  }
  router.get(
    ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"],
    advertiseScopes,
    handle,
  );
  router.get("/.well-known/oauth-protected-resource{/:door}", (ctx, next) => {
    const document = protectedResource(publicUrl, ctx.path);
    if (!document) return next();
    ctx.set("Access-Control-Allow-Origin", "*");
    ctx.body = document;
  });
  return router.routes();
}

/** Addresses that the engine hands out never follow the Host header (RFC 9700, section 4.13). */
function hostOf(publicUrl: string): Middleware {
  const { host, protocol } = new URL(publicUrl);
  return (ctx, next) => {
    Object.defineProperties(ctx.request, {
      host: { value: host },
      protocol: { value: protocol.slice(0, -1) },
      href: { value: publicUrl + ctx.url.replace(/^[a-z]+:\/\/[^/]*/i, "") },
    });
    return next();
  };
}

/** Only where the engine is asked, for this runs once the path is known to be one of its own. */
const freshKeys =
  (engine: Engine): Middleware =>
  async (_ctx, next) => {
    await engine.lookForKeys();
    return next();
  };

/** The engine signs its cookies with keys of its own, which the app around it does not have. */
function cookiesOf(engine: Engine): Middleware {
  return (ctx, next) => {
    ctx.cookies = engine.provider.createContext(ctx.req, ctx.res).cookies;
    ctx.cookies.secure = ctx.secure;
    return next();
  };
}

/**
 * A client's keys are at a server of its own, which may be slow, so they are fetched before the transaction. Where
 * that fails the engine says so.
 */
function fetchKeys(engine: Engine): Middleware {
  return async (ctx, next) => {
    if (ctx.state.form?.has("client_assertion")) await engine.fetchKeysOf(namedClient(ctx)).catch(() => {});
    return next();
  };
}

/** An app that runs in a browser alone registers from there, before any origin is known to be its own; no cookie counts here. */
const forAnyPage: Middleware = (ctx, next) => {
  ctx.set("Access-Control-Allow-Origin", "*");
  return next();
};

const limitRegistrations =
  (limits: OauthLimits): Middleware =>
  async (ctx, next) => {
    await limits.registration(ctx.ip);
    return next();
  };

/** As the standard names what the app may ask for; our own names are nobody's business. */
async function asRegistered(ctx: Context, next: Next): Promise<void> {
  await next();
  const {
    require_pkce,
    first_party,
    self_registered,
    allowed_scopes = apiScopes,
    ...metadata
  } = ctx.body as Record<string, unknown>;
  if (ctx.status < 300) ctx.body = { ...metadata, scope: (allowed_scopes as string[]).join(" ") };
}

/** Either a token is spent and its successor exists, or neither; a refusal (4xx) keeps what it revoked. */
function inOneTransaction(orm: MikroORM): Middleware {
  const failed = new Error("The engine has answered with a failure.");
  return async (ctx, next) => {
    try {
      await orm.em.fork().transactional(async () => {
        await next();
        if (ctx.status >= 500) throw failed;
      });
    } catch (error) {
      if (error !== failed) throw error;
    }
  };
}

/** A connection begins where a code is redeemed; what follows by refresh is the same one. */
function recordGranted(orm: MikroORM): Middleware {
  const beginnings: unknown[] = [grantTypes.authorization_code, grantTypes.device_code];
  return async (ctx, next) => {
    await next();
    if (ctx.status !== 200) return;
    const { client, account, params } = (ctx as unknown as KoaContextWithOIDC).oidc;
    if (!beginnings.includes(params?.grant_type)) return;
    await record(orm.em, {
      action: "authorization-granted",
      actor: "client",
      userId: account ? userIdOf(account.accountId) : null,
      clientId: client?.clientId,
      address: ctx.ip,
      detail: (ctx.body as { scope?: string }).scope,
    });
  };
}

/** A revocation ends tokens, an app that leaves does, and so does a refusal of a token that was used before; when all is committed. */
function forgetEnded(bearer: Parts["bearer"]): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.path !== "/oauth/token" || ctx.status === 400) bearer.forget();
  };
}

/** A revocation answers with nothing, which clients such as simple-oauth2 read only if it calls itself JSON. */
async function emptyAsJson(ctx: Context, next: Next): Promise<void> {
  await next();
  if (ctx.body === "") ctx.type = "json";
}

/** The engine knows its own scopes only. */
async function advertiseScopes(ctx: Context, next: Next): Promise<void> {
  await next();
  Object.assign(ctx.body as object, { scopes_supported: apiScopes });
}
