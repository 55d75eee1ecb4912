import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "@jest/globals";
import type { Middleware } from "koa";
import { pino } from "pino";
import { createApp } from "../../src/app.js";
import { readConfig } from "../../src/config.js";
import { Browser } from "./browser.js";
import { makeDatabase } from "./database.js";

interface Wanted {
  /** Its own address, unless a test wants another, such as one with https. */
  readonly publicUrl?: string;
  /** A door of the test's own, behind all others. */
  readonly door?: Middleware;
  readonly settings?: Record<string, string>;
}

/** The whole app on a database of its own; `logged` is what the log was told. */
export async function startPages({ publicUrl, door, settings }: Wanted = {}) {
  const { orm } = await makeDatabase();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const config = readConfig({ PUBLIC_URL: publicUrl ?? origin, ...settings });
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(line) });
  const app = await createApp({ config, orm, log, secret: "a secret that is long enough for a test" });
  // Before the last one, which answers that nothing is there.
  if (door) app.middleware.splice(-1, 0, door);
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
