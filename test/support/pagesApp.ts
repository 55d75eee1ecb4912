import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "@jest/globals";
import Koa, { type Middleware } from "koa";
import { pino } from "pino";
import { readConfig } from "../../src/config.js";
import { errors, notFound } from "../../src/http/errors.js";
import { health } from "../../src/http/health.js";
import { createAttempts } from "../../src/http/rateLimit.js";
import { securityHeaders } from "../../src/http/securityHeaders.js";
import { viewer } from "../../src/http/viewer.js";
import { createBearer } from "../../src/oauth/bearer.js";
import { createInteractions } from "../../src/oauth/interactions.js";
import { createProvider } from "../../src/oauth/provider.js";
import { oauthRoutes } from "../../src/oauth/routes.js";
import { webRoutes } from "../../src/web/routes.js";
import { Browser } from "./browser.js";
import { makeDatabase } from "./database.js";

interface Wanted {
  /** Its own address, unless a test wants another, such as one with https. */
  readonly publicUrl?: string;
  /** A door of the test's own, after the viewer is known. */
  readonly door?: Middleware;
}

/** Pages, sign-in and the authorization server on a database of their own; `logged` is what the log was told. */
export async function startPages({ publicUrl, door = (_ctx, next) => next() }: Wanted = {}) {
  const { orm } = await makeDatabase();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const config = readConfig({ PUBLIC_URL: publicUrl ?? origin });
  const provider = await createProvider({ config, orm, secret: "a secret that is long enough for a test" });
  const interactions = createInteractions({ provider, orm, config });
  const logged: string[] = [];

  const app = new Koa();
  app.use(errors(config, pino({}, { write: (line: string) => void logged.push(line) })));
  app.use(securityHeaders(config));
  app.use(health(orm));
  app.use(oauthRoutes({ provider, orm, config }));
  app.use(viewer({ orm, config, bearer: createBearer({ orm, config }) }));
  app.use(webRoutes({ orm, config, interactions, attempts: createAttempts() }));
  app.use(door);
  app.use(notFound);
  server.on("request", app.callback());
  return { origin, orm, logged, browser: () => new Person(origin) };
}

export const password = "correct horse battery";

/** A browser with a person before it, who fills in the forms that they see. */
export class Person extends Browser {
  /** Opens a page and sends its form, filled in. */
  async fill(path: string, fields: Record<string, string>): Promise<Response> {
    const page = await (await this.get(path)).text();
    return this.submit(page, fields);
  }

  /** Sends the form of a page that was read before. */
  submit(page: string, fields: Record<string, string>): Promise<Response> {
    const { action, token } = formOf(page);
    return this.post(action, { token, ...fields });
  }

  async signUp(email: string, path = "/sign-up"): Promise<Response> {
    return this.fill(path, { name: "Ann", email, password });
  }

  async signIn(email: string, path = "/sign-in"): Promise<Response> {
    return this.fill(path, { email, password });
  }
}

/** Where the main form of a page is sent, and its token. */
export function formOf(page: string): { action: string; token: string } {
  const main = page.slice(page.indexOf("<main"));
  const action = /<form method="post" action="([^"]*)"/.exec(main)?.[1];
  const token = /name="token" value="([^"]*)"/.exec(main)?.[1];
  if (action === undefined || token === undefined) throw new Error(`no form on this page: ${page}`);
  return { action: action.replaceAll("&amp;", "&"), token };
}
