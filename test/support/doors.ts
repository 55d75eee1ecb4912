import type { AddressInfo } from "node:net";
import { afterAll } from "@jest/globals";
import type { MikroORM } from "@mikro-orm/postgresql";
import Koa from "koa";
import { type AccountChanges, createAccountChanges } from "../../src/account/changes.js";
import { readConfig } from "../../src/config.js";
import type { Call, Standing, Viewer } from "../../src/context.js";
import { loadStarter } from "../../src/foods/import/importFoods.js";
import { watchChanges } from "../../src/foods/watchChanges.js";
import { createAnswers } from "../../src/graphql/answers.js";
import { createReadRequest } from "../../src/graphql/documents.js";
import { createExecute } from "../../src/graphql/execute.js";
import { createContext } from "../../src/graphql/requestContext.js";
import { createOperatorSchema, createSchema } from "../../src/graphql/schema.js";
import { graphqlDoor } from "../../src/graphql/server.js";
import { calls } from "../../src/http/calls.js";
import { compress, Packing } from "../../src/http/compress.js";
import { errors, notFound } from "../../src/http/errors.js";
import { createAttempts } from "../../src/http/rateLimit.js";
import { requestId } from "../../src/http/requestId.js";
import { securityHeaders } from "../../src/http/securityHeaders.js";
import { scopeText } from "../../src/oauth/scopes.js";
import { documentRoutes } from "../../src/rest/documents.js";
import { openApi } from "../../src/rest/openApi.js";
import { restDoor } from "../../src/rest/routes.js";
import { createHabits } from "../../src/usage/habits.js";
import { Tiers } from "../../src/users/tiers.js";
import { makeDatabase } from "./database.js";
import { heard } from "./heard.js";
import { makeLog } from "./logs.js";
import { makeServer } from "./server.js";

const plenty: Standing = {
  tier: new Tiers().of("premium"),
  remaining: 1000,
  isUsedUp: false,
  resetsAt: new Date(),
};

/** A request of a test that asks in process. */
export const callOf = (viewer: Viewer | null): Call => ({
  viewer,
  address: "192.0.2.1",
  signal: new AbortController().signal,
  asked: { operation: null, query: null, results: null, used: [] },
  standing: null,
});

/** What people do to their account, where no mail goes out. */
export async function accountOf(orm: MikroORM): Promise<AccountChanges> {
  const pool = await orm.em.getConnection().getNativeClient();
  const bearer = { forget() {} };
  const publicUrl = "https://larder.test";
  return createAccountChanges({ orm, attempts: createAttempts(pool), bearer, mailer: null, publicUrl });
}

/** Who the requests of a test come from. */
export const reader: Viewer = { userId: null, clientId: "test", tier: null, scopes: new Set(["foods:read"]) };

/** The GraphQL and REST doors over the starter catalogue; `asking.viewer` is who asks next. */
export async function openDoors(
  environment: Record<string, string> = {},
  wanted: { readonly mostMs?: number } = {},
) {
  const closing: (() => Promise<void>)[] = [];
  // Before the database goes.
  afterAll(() => Promise.all(closing.map((finish) => finish())));
  const { orm } = await makeDatabase();
  await loadStarter(orm, () => {});
  const config = readConfig({ PUBLIC_URL: "https://larder.test", ...environment });
  const { log, logged } = makeLog();
  const pool = await orm.em.getConnection().getNativeClient();
  const habits = createHabits(pool, log);
  const changes = watchChanges(pool, log);
  closing.push(habits.finish, changes.finish);
  const schema = await createSchema();
  const operatorSchema = await createOperatorSchema();
  const makeContext = await createContext(orm, config, await accountOf(orm), changes);
  const execute = createExecute(schema, makeContext, config);
  const answers = createAnswers({ execute, changes, config });
  const document = openApi({ schema, publicUrl: config.publicUrl, scopeText });
  const asking = { viewer: reader as Viewer | null };

  const app = new Koa();
  app.use(requestId()).use(errors(config, log)).use(securityHeaders(config)).use(compress(new Packing()));
  app.use((ctx, next) => {
    ctx.state.viewer = asking.viewer;
    return next();
  });
  app.use(calls({ history: { add: () => {} }, habits, quota: { take: async () => plenty }, ...wanted }));
  const bearer = { forget() {} };
  const { middleware } = await graphqlDoor({
    schema,
    operatorSchema,
    makeContext,
    config,
    bearer,
    readRequest: createReadRequest(pool),
    log,
  });
  app.use(middleware);
  app
    .use(restDoor({ answers, publicUrl: config.publicUrl, varies: "Origin" }).middleware)
    .use(documentRoutes(document))
    .use(notFound);
  const server = makeServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;

  function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(origin + path, { headers, redirect: "manual" });
  }
  /** `GET /api/…` read as JSON. */
  async function api(path: string) {
    const response = await get(path);
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      body: await response.json(),
    };
  }
  async function graphql(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    const response = await fetch(`${origin}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json",
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as GraphqlAnswer) };
  }
  return {
    asking,
    habits,
    orm,
    execute,
    document,
    schema,
    logged,
    origin,
    get,
    api,
    graphql,
    heard: () => heard(pool, changes),
  };
}

interface GraphqlAnswer {
  // Each test knows the shape that it asked for.
  // biome-ignore lint/suspicious/noExplicitAny: the answer to any query
  readonly data?: any;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}
