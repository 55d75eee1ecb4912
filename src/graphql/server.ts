import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequest,
  type GraphQLRequestListener,
  type GraphQLResponse,
  HeaderMap,
} from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import {
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import type { Context as KoaContext, Middleware } from "koa";
import type { Logger } from "pino";
import type { Config } from "../config.js";
import type { Call, Context, Reply, TakeUp } from "../context.js";
import { AppError, SignInRequired } from "../errors.js";
import type { Bearer } from "../oauth/bearer.js";
import { type CostOf, createCost } from "./cost.js";
import { named, textsByName } from "./documentNames.js";
import type { ReadRequest, Sent } from "./documents.js";
import { loadPlayground } from "./graphiql.js";
import { assertCostCounts, limitRules, limits, requireCost } from "./limits.js";
import { ownError } from "./ownError.js";
import { jsonIn, readJson, saysJson } from "./readJson.js";
import type { MakeContext } from "./requestContext.js";

interface GraphqlParts {
  readonly schema: GraphQLSchema;
  /** What an operator is answered from. */
  readonly operatorSchema: GraphQLSchema;
  readonly makeContext: MakeContext;
  readonly config: Pick<Config, "production" | "introspection">;
  readonly bearer: Pick<Bearer, "forget">;
  readonly readRequest: ReadRequest;
  readonly log: Logger;
}

const mostKb = 100;
const readQuery = readJson(mostKb);

export interface GraphqlDoor {
  /** Serves `/graphql`: queries from clients, and the playground for browsers. */
  readonly middleware: Middleware;
  /** Serves what is posted as JSON with an access token, without Koa. */
  readonly takeUp: TakeUp;
}

/** A page of another origin can send none of these without asking us first. */
const headersOfPrograms = ["authorization", "apollo-require-preflight"];
/** All that Apollo looks at where a request has no body. */
const headersRead = ["accept", "content-type", ...headersOfPrograms];
/** As curl, fetch and axios accept plain JSON. */
const plain = new Set(["*/*", "application/json", "application/json, text/plain, */*"]);

export async function graphqlDoor({ schema, operatorSchema, ...parts }: GraphqlParts): Promise<GraphqlDoor> {
  const everybodys = await startApollo(schema, parts);
  const operators = await startApollo(operatorSchema, parts);
  const { makeContext, config, readRequest } = parts;

  async function answer(sent: Sent, headers: HeaderMap, call: Call): Promise<Reply> {
    const apollo = call.viewer?.isOperator ? operators : everybodys;
    const response = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { headers, ...named(await readRequest(sent, call.viewer)) },
      context: async () => makeContext(call),
    });
    if (response.body.kind !== "complete")
      throw new Error("Apollo answered in chunks, which no query of ours asks for.");
    const { status = 200, body } = response;
    return { status, headers: Object.fromEntries(response.headers), body: body.string };
  }

  return {
    async middleware(ctx, next) {
      if (ctx.path !== "/graphql") return next();
      if (["GET", "HEAD"].includes(ctx.method) && !ctx.search && ctx.accepts("json", "html") === "html")
        return showPlayground(ctx, config);
      const method = ctx.method === "HEAD" ? "GET" : ctx.method;
      if (method === "POST") await readQuery(ctx);
      const asked = method === "POST" ? headersOfJson(ctx.req) : headersOf(ctx.req);
      const sent = { method, search: ctx.search, body: ctx.request.body };
      const { status, headers, body } = await answer(sent, asked, ctx.state.call);
      ctx.status = status;
      ctx.set(headers);
      ctx.body = body;
    },
    takeUp(request) {
      if (!saysJson(request)) return null;
      return {
        kept: null,
        async answer(call) {
          const body = await jsonIn(request, mostKb);
          return answer({ method: "POST", search: "", body }, headersOfJson(request), call);
        },
      };
    },
  };
}

function headersOf({ headers }: IncomingMessage): HeaderMap {
  const found = new HeaderMap();
  for (const name of headersRead) {
    const value = headers[name];
    if (value !== undefined) found.set(name, String(value));
  }
  return found;
}

/**
 * What has been read as JSON no page of another origin could send without asking us first: Apollo need not look again.
 * Nor need it weigh for each answer what those accept who accept plain JSON: an empty header says the same.
 */
const headersOfJson = ({ headers: { accept = "" } }: IncomingMessage) =>
  new HeaderMap([
    ["accept", plain.has(accept) ? "" : accept],
    ["apollo-require-preflight", "as JSON"],
  ]);

async function startApollo(
  schema: GraphQLSchema,
  { config, bearer, log }: Omit<GraphqlParts, "schema" | "operatorSchema">,
): Promise<ApolloServer<Context>> {
  const costOf = createCost(schema);
  assertCostCounts(costOf);
  const apollo = new ApolloServer<Context>({
    schema,
    // Its own logger writes to the console; ours decides what is worth a line.
    logger: {
      debug() {},
      info() {},
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
    introspection: config.introspection !== "nobody",
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: config.introspection !== "everyone",
    csrfPrevention: { requestHeaders: headersOfPrograms },
    allowBatchedHttpRequests: false,
    persistedQueries: { cache: textsByName },
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [...limitRules],
    maxRecursiveSelections: 2000,
    // The process stops by its own plan, which lets requests finish first.
    stopOnTerminationSignals: false,
    plugins: [
      // It would wrap every field of the schema, which then costs every door its speed.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      // It is for parts of a federation, and would be asked for each request.
      ApolloServerPluginInlineTraceDisabled(),
      ourRules(costOf, config, bearer),
    ],
    formatError: (formatted, error) => formatError(formatted, ownError(unwrapResolverError(error)), log),
  });
  await apollo.start();
  return apollo;
}

async function showPlayground(ctx: KoaContext, { production }: Pick<Config, "production">): Promise<void> {
  if (production && !ctx.state.call.viewer) return ctx.redirect("/sign-in?return_to=/graphql");
  const { html, gzipped, policy } = await loadPlayground();
  const packed = ctx.acceptsEncodings("gzip", "identity") === "gzip";
  ctx.set("Content-Security-Policy", policy);
  ctx.vary("Accept-Encoding");
  if (packed) ctx.set("Content-Encoding", "gzip");
  ctx.type = "html";
  ctx.body = packed ? gzipped : html;
}

/** What an operation without a name is called. */
const rootFields = (operation: OperationDefinitionNode | undefined) =>
  operation?.selectionSet.selections
    .map((selection) => ("name" in selection ? selection.name.value : selection.kind))
    .join(" ")
    .slice(0, 100) ?? null;

const introspects = /\b__(schema|type)\b/;

/** All in one: each hook of each plugin is a promise that every request waits for. */
function ourRules(
  costOf: CostOf,
  { introspection }: Pick<Config, "introspection">,
  bearer: Pick<Bearer, "forget">,
): ApolloServerPlugin<Context> {
  const listener: GraphQLRequestListener<Context> = {
    async didResolveOperation({ document, operation, operationName, source, request, contextValue }) {
      const isClosed = introspection !== "everyone" && !contextValue.viewer;
      if (isClosed && introspects.test(source)) throw inGraphql(new SignInRequired());
      contextValue.asked.operation = operationName ?? rootFields(operation);
      if (operation) requireCost(costOf(document, operation, request.variables));
    },
    async willSendResponse({ request, response, operation, contextValue: { viewer } }) {
      answerAsTheClientReads(request, response);
      // Whoever makes a food finds it with the next request, whatever was found before.
      if (operation?.operation === "mutation" && viewer?.userId) bearer.forget(viewer.userId);
    },
  };
  return { requestDidStart: async () => listener };
}

/** GraphQL over HTTP, section 6.4: a refused query is 200 for clients that know plain JSON only, and 400 for others. */
function answerAsTheClientReads({ http: asked }: GraphQLRequest, { body, http }: GraphQLResponse): void {
  if (http.status !== 400) return;
  const readsStatus = asked?.headers.get("accept")?.includes("application/graphql-response+json");
  const [error] = body.kind === "single" ? (body.singleResult.errors ?? []) : [];
  const isQuery = error?.extensions?.code !== "BAD_REQUEST";
  if (isQuery && !readsStatus) http.status = 200;
}

/** An error before any field runs has no path to find its original by, so it carries its code and status itself. */
const inGraphql = ({ message, code, status }: AppError) =>
  new GraphQLError(message, { extensions: { code, http: { status } } });

function formatError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const place = { locations: formatted.locations, path: formatted.path };
  if (error instanceof AppError)
    return { message: error.message, ...place, extensions: { code: error.code } };
  const code = formatted.extensions?.code;
  if (code !== undefined && code !== "INTERNAL_SERVER_ERROR") {
    return { message: formatted.message, ...place, extensions: { code } };
  }
  const errorId = randomUUID();
  log.error({ err: error, errorId, path: formatted.path }, "a GraphQL field failed");
  return {
    message: `Internal error. The operator finds it in the log as ${errorId}.`,
    ...place,
    extensions: { code: "INTERNAL_SERVER_ERROR", errorId },
  };
}
