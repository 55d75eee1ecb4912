import { createHash, randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { afterAll } from "@jest/globals";
import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import type { MikroORM } from "@mikro-orm/postgresql";
import Koa from "koa";
import { readConfig } from "../../src/config.js";
import { SignInRequired } from "../../src/errors.js";
import { errors, notFound } from "../../src/http/errors.js";
import { createOauthLimits } from "../../src/http/rateLimit.js";
import { securityHeaders } from "../../src/http/securityHeaders.js";
import { viewer } from "../../src/http/viewer.js";
import { createBearer } from "../../src/oauth/bearer.js";
import { Client, type NewClient } from "../../src/oauth/Client.js";
import type { DevicePages } from "../../src/oauth/device.js";
import { Engine } from "../../src/oauth/engine.js";
import { createInteractions } from "../../src/oauth/interactions.js";
import { createPublicFetch } from "../../src/oauth/publicFetch.js";
import { oauthRoutes } from "../../src/oauth/routes.js";
import { endSession, sessionCookie, startSession } from "../../src/users/Session.js";
import { loadTiers } from "../../src/users/tiers.js";
import { User } from "../../src/users/User.js";
import { Browser } from "./browser.js";
import { makeDatabase } from "./database.js";
import { makeLog } from "./logs.js";
import { makeServer } from "./server.js";

export const secret = "a secret that is long enough for a test";
export const callback = "https://chatgpt.com/aip/g-1/oauth/callback";
export const otherCallback = "https://chat.openai.com/aip/g-1/oauth/callback";

interface Wanted {
  readonly publicUrl?: string;
  readonly settings?: Record<string, string>;
  /** How it reaches what strangers name. */
  readonly fetch?: ReturnType<typeof createPublicFetch>;
}

/** The authorization server with the plainest of pages, on a database of its own; `publicUrl` if a proxy is in front. */
export async function startOauthApp({ publicUrl, settings, fetch = createPublicFetch() }: Wanted = {}) {
  const { orm } = await makeDatabase();
  const server = makeServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const config = readConfig({ PUBLIC_URL: publicUrl ?? origin, ...settings });

  const tiers = await loadTiers(config.tiersFile);
  const bearer = createBearer({ orm, config, tiers });
  const pool = await orm.em.getConnection().getNativeClient();
  const limits = createOauthLimits(pool);
  const engine = await Engine.start({ config, orm, tiers, secret, devicePages, limits, fetch });
  const app = new Koa();
  const failures: unknown[] = [];
  app.on("error", (error) => failures.push(error));
  app.use(errors(config, makeLog().log));
  app.use(securityHeaders(config));
  app.use(oauthRoutes({ engine, orm, config, bearer, limits }));
  app.use(viewer({ orm, config, tiers, bearer }));
  app.use(pages(orm, createInteractions({ engine, orm, tiers, config }), config.publicUrl));
  app.use(notFound);
  server.on("request", app.callback());
  return new OauthApp(origin, orm, failures);
}

const devicePages: DevicePages = {
  enterCode: (form) => JSON.stringify(form),
  ended: (outcome) => JSON.stringify({ outcome }),
};

/** Stand-ins for the pages: they show what is due as JSON, and take the answer without a password. */
function pages(orm: MikroORM, interactions: ReturnType<typeof createInteractions>, publicUrl: string) {
  const cookie = sessionCookie(publicUrl);
  const router = new Router();
  router.use(bodyParser());
  router.get(["/sign-in/:uid", "/consent/:uid"], async (ctx) => {
    ctx.body = await interactions.due(ctx);
  });
  router.post("/sign-in/:uid", async (ctx) => {
    const em = orm.em.fork();
    const user = await em.findOneOrFail(User, Number(fieldsOf(ctx).user));
    ctx.cookies.set(cookie.name, await startSession(em, user), cookie.options);
    await interactions.signedIn(ctx, user.id);
  });
  router.post("/consent/:uid", (ctx) => interactions[fieldsOf(ctx).answer as "approve"](ctx));
  router.post("/sign-out", async (ctx) => {
    await endSession(orm.em.fork(), ctx.cookies.get(cookie.name, { signed: false })!);
    ctx.cookies.set(cookie.name, null, cookie.options);
    ctx.status = 204;
  });
  router.get(["/api/me", "/graphql"], (ctx) => {
    if (!ctx.state.viewer) throw new SignInRequired();
    ctx.body = { ...ctx.state.viewer, scopes: [...ctx.state.viewer.scopes] };
  });
  return router.routes();
}

const fieldsOf = (ctx: Koa.Context) => ctx.request.body as Fields;

export interface MadeClient {
  readonly id: string;
  /** Empty for a public client. */
  readonly secret: string;
  readonly redirectUri: string;
}

type Fields = Record<string, string>;

export class OauthApp {
  constructor(
    readonly origin: string,
    readonly orm: MikroORM,
    /** What failed inside the engine. */
    readonly failures: unknown[],
  ) {}

  async user(name = "Ann"): Promise<number> {
    const em = this.orm.em.fork();
    const email = `${randomBytes(6).toString("hex")}@example.com`;
    const user = em.create(User, { name, email, passwordHash: "none" });
    await em.flush();
    return user.id;
  }

  async client(wanted: Partial<NewClient> = {}): Promise<MadeClient> {
    const redirectUris = wanted.redirectUris ?? [callback, otherCallback];
    const { client, secret } = Client.make({ name: "My GPT", gpt: !wanted.public, ...wanted, redirectUris });
    const em = this.orm.em.fork();
    em.persist(client);
    await em.flush();
    return { id: client.id, secret: secret ?? "", redirectUri: redirectUris[0]! };
  }

  get databaseUrl(): string {
    return String(this.orm.config.get("clientUrl"));
  }

  browser = (): Browser => new Browser(this.origin);

  authorizeUrl(client: MadeClient, fields: Fields = {}): string {
    const query = new URLSearchParams({
      response_type: "code",
      client_id: client.id,
      redirect_uri: client.redirectUri,
      state: "xyz",
      ...fields,
    });
    return `/oauth/authorize?${query}`;
  }

  /** From the request to the client's address, signing in and allowing where asked. */
  async authorize(
    client: MadeClient,
    user: number,
    fields: Fields = {},
    browser = this.browser(),
  ): Promise<URLSearchParams> {
    let response = await browser.get(this.authorizeUrl(client, fields));
    for (let steps = 0; steps < 8; steps++) {
      const location = response.headers.get("location");
      if (!location) throw new Error(`no redirect but ${response.status}: ${await response.text()}`);
      const url = new URL(location, this.origin);
      if (url.origin !== this.origin) return url.searchParams;
      if (url.pathname.startsWith("/sign-in/")) {
        response = await browser.post(url.pathname, { user: String(user) });
      } else if (url.pathname.startsWith("/consent/")) {
        response = await browser.post(url.pathname, { answer: "approve" });
      } else {
        response = await browser.get(url.pathname + url.search);
      }
    }
    throw new Error("the request goes in circles");
  }

  /** Signs in and allows at an address that a client has made; answers with the client's own. */
  async allow(url: string | URL, user: number, browser = this.browser()): Promise<URL> {
    const { pathname, search } = new URL(url);
    return this.answer(await browser.get(pathname + search), user, browser);
  }

  /** Signs in where asked, and allows. */
  async answer(response: Response, user: number, browser: Browser): Promise<URL> {
    let page = await browser.follow(response);
    const forms: Fields[] = [{ user: String(user) }, { answer: "approve" }];
    for (const fields of forms) {
      page = await browser.follow(await browser.post(new URL(page.url).pathname, fields));
    }
    return new URL(page.headers.get("location") ?? page.url);
  }

  async code(client: MadeClient, user: number, fields?: Fields, browser?: Browser): Promise<string> {
    const answer = await this.authorize(client, user, fields, browser);
    const code = answer.get("code");
    if (!code) throw new Error(`no code but ${answer}`);
    return code;
  }

  /** A form post to an endpoint of the server. */
  async post(path: string, fields: Fields, headers: Fields = {}): Promise<Answer> {
    const body = new URLSearchParams(fields);
    return answerOf(await fetch(this.origin + path, { method: "POST", body, headers }));
  }

  redeem(client: MadeClient, code: string, fields: Fields = {}): Promise<Answer> {
    const grant = { grant_type: "authorization_code", code, redirect_uri: client.redirectUri };
    return this.post("/oauth/token", { ...grant, ...credentials(client), ...fields });
  }

  refresh(client: MadeClient, token: string, fields: Fields = {}): Promise<Answer> {
    const grant = { grant_type: "refresh_token", refresh_token: token };
    return this.post("/oauth/token", { ...grant, ...credentials(client), ...fields });
  }

  /** A signed-in, consenting user's tokens. */
  async tokens(client: MadeClient, user: number, fields?: Fields): Promise<Tokens> {
    const { status, body } = await this.redeem(client, await this.code(client, user, fields));
    if (status !== 200) throw new Error(`no tokens but ${JSON.stringify(body)}`);
    return body as unknown as Tokens;
  }

  /** Forgets who did what too often, as the passing of time would. */
  async forgetLimits(): Promise<void> {
    await this.orm.em.fork().execute("delete from rate_limits");
  }

  /** What the API makes of a token: 200 with the viewer, or a refusal. */
  async me(token: string, path = "/api/me", scheme = "Bearer"): Promise<Answer> {
    return answerOf(await fetch(this.origin + path, { headers: { authorization: `${scheme} ${token}` } }));
  }
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text ? JSON.parse(text) : { text },
  };
}

export const credentials = ({ id, secret }: MadeClient): Fields => ({
  client_id: id,
  ...(secret && { client_secret: secret }),
});

export function pkce() {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return { verifier, params: { code_challenge: challenge, code_challenge_method: "S256" } };
}
