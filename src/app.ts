import type { RequestListener } from "node:http";
import type { MikroORM } from "@mikro-orm/postgresql";
import Koa, { type Middleware } from "koa";
import type { Logger } from "pino";
import { createAccountChanges } from "./account/changes.js";
import type { Config } from "./config.js";
import type { Changes } from "./foods/watchChanges.js";
import { createAnswers } from "./graphql/answers.js";
import { createReadRequest } from "./graphql/documents.js";
import { createExecute } from "./graphql/execute.js";
import { createContext } from "./graphql/requestContext.js";
import { createOperatorSchema, createSchema } from "./graphql/schema.js";
import { graphqlDoor } from "./graphql/server.js";
import { calls } from "./http/calls.js";
import { compress, Packing } from "./http/compress.js";
import { cors, corsVary } from "./http/cors.js";
import { answerDirectly } from "./http/direct.js";
import { unlessDoor } from "./http/door.js";
import { errors, notFound } from "./http/errors.js";
import { health } from "./http/health.js";
import { createAttempts, createOauthLimits } from "./http/rateLimit.js";
import { requestId } from "./http/requestId.js";
import { securityHeaders } from "./http/securityHeaders.js";
import { viewer } from "./http/viewer.js";
import type { Mailer } from "./mail.js";
import { createBearer } from "./oauth/bearer.js";
import { Engine } from "./oauth/engine.js";
import { createInteractions } from "./oauth/interactions.js";
import { createPublicFetch } from "./oauth/publicFetch.js";
import { oauthRoutes } from "./oauth/routes.js";
import { scopeText } from "./oauth/scopes.js";
import { createWebOrigins } from "./oauth/webOrigins.js";
import { stripeWebhook } from "./payments/stripeWebhook.js";
import { documentRoutes } from "./rest/documents.js";
import { openApi } from "./rest/openApi.js";
import { reference } from "./rest/reference.js";
import { restDoor } from "./rest/routes.js";
import type { Habits } from "./usage/habits.js";
import type { History } from "./usage/history.js";
import type { Quota } from "./usage/quota.js";
import type { Tiers } from "./users/tiers.js";
import { devicePages } from "./web/pages/devicePages.js";
import { webRoutes } from "./web/routes.js";

export interface AppParts {
  readonly config: Config;
  readonly orm: MikroORM;
  readonly secret: string;
  readonly tiers: Tiers;
  readonly log: Logger;
  /** Null where mail is off. */
  readonly mailer: Mailer | null;
  readonly history: History;
  readonly habits: Habits;
  readonly quota: Quota;
  readonly changes: Changes;
}

export interface App {
  readonly koa: Koa;
  /** Koa, and before it what answers programs directly. */
  listener(): RequestListener;
}

/** The request pipeline and all doors, top to bottom. */
export async function createApp({
  config,
  orm,
  secret,
  tiers,
  log,
  mailer,
  history,
  habits,
  quota,
  changes,
}: AppParts): Promise<App> {
  const pool = await orm.em.getConnection().getNativeClient();
  const limits = createOauthLimits(pool);
  const fetch = createPublicFetch();
  const engine = await Engine.start({ config, orm, tiers, secret, devicePages, limits, fetch });
  const interactions = createInteractions({ engine, orm, tiers, config });
  const bearer = createBearer({ orm, config, tiers });
  changes.onUser(bearer.forget);
  const [schema, operatorSchema] = await Promise.all([createSchema(), createOperatorSchema()]);
  const attempts = createAttempts(pool);
  const account = createAccountChanges({ orm, attempts, bearer, mailer, publicUrl: config.publicUrl });
  const makeContext = await createContext(orm, config, account, changes);
  const execute = createExecute(schema, makeContext, config);
  const answers = createAnswers({ execute, changes, config });
  const readRequest = createReadRequest(pool);
  const graphql = await graphqlDoor({
    schema,
    operatorSchema,
    makeContext,
    config,
    bearer,
    readRequest,
    log,
  });
  const rest = restDoor({ answers, publicUrl: config.publicUrl, varies: corsVary });
  const packing = new Packing();

  // Of X-Forwarded-For only what our own proxies wrote counts: anybody can send the rest.
  const app = new Koa({ proxy: config.trustedProxies > 0, maxIpsCount: config.trustedProxies });
  // What reaches Koa itself: the engine's own failures, which it has answered, and connections that broke.
  app.on("error", (err, ctx?: Koa.Context) => {
    const isTheirs = ctx?.req.complete === false || err.code === "ECONNRESET" || err.code === "EPIPE";
    if (!isTheirs) log.error({ err }, "an error outside of any door");
  });
  app.use(requestId());
  app.use(errors(config, log));
  app.use(securityHeaders(config));
  app.use(compress(packing));
  app.use(cors(createWebOrigins(orm)));
  const direct = answerDirectly({
    doors: { api: rest.takeUp, graphql: graphql.takeUp },
    contextOf: (request, response) => app.createContext(request, response),
    bearer,
    quota,
    history,
    habits,
    packing,
    config,
  });
  app.use(direct.rethrow);
  app.use(
    unlessDoor([
      health(orm),
      stripeWebhook({ config, orm, tiers, forget: bearer.forget, log }),
      documentRoutes(openApi({ schema, publicUrl: config.publicUrl, scopeText })),
      oauthRoutes({ engine, orm, config, bearer, limits }) as Middleware,
    ]),
  );
  app.use(viewer({ orm, config, tiers, bearer }));
  app.use(calls({ history, habits, quota }));
  const endpoints = reference(schema, config);
  app.use(graphql.middleware);
  app.use(rest.middleware);
  app.use(webRoutes({ endpoints, config, orm, attempts, account, mailer, interactions, execute, bearer }));
  app.use(notFound);
  return {
    koa: app,
    listener() {
      const viaKoa = app.callback();
      return (request, response) => {
        if (!direct.isAnswered(request, response, viaKoa)) viaKoa(request, response);
      };
    },
  };
}
