import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import type { MikroORM } from "@mikro-orm/postgresql";
import type { Middleware } from "koa";
import { createApp } from "../../src/app.js";
import { readConfig } from "../../src/config.js";
import { watchChanges } from "../../src/foods/watchChanges.js";
import { createMailer } from "../../src/mail.js";
import { createHabits } from "../../src/usage/habits.js";
import { createHistory } from "../../src/usage/history.js";
import { makeUsagePartitions } from "../../src/usage/keepUsage.js";
import { createQuota } from "../../src/usage/quota.js";
import { loadTiers } from "../../src/users/tiers.js";
import { Browser } from "./browser.js";
import { makeDatabase, shareDatabase } from "./database.js";
import { heard } from "./heard.js";
import { makeLog } from "./logs.js";
import { Mailbox, mailIn } from "./mailbox.js";
import { makeServer } from "./server.js";
import type { SmtpServer } from "./smtpServer.js";

interface Wanted {
  /** Its own address, unless a test wants another, such as one with https. */
  readonly publicUrl?: string;
  /** A door of the test's own, behind all others. */
  readonly door?: Middleware;
  readonly settings?: Record<string, string>;
  /** Another server, whose database this one shares. */
  readonly beside?: { readonly orm: MikroORM };
  /** Takes the mail, which is written to files without one. */
  readonly smtp?: SmtpServer;
}

/** The whole app on a database of its own; `logged` is what the log was told, `mailbox` what mail it wrote. */
export async function startPages({ publicUrl, door, settings, smtp, beside }: Wanted = {}) {
  const closing: (() => Promise<void>)[] = [];
  // Before the database goes: what still waits is written to it.
  afterAll(() => Promise.all(closing.map((finish) => finish())));
  const { orm } = beside ? await shareDatabase(beside.orm) : await makeDatabase();
  const server = makeServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const dataFolder = await mkdtemp(join(tmpdir(), "larder-pages-"));
  const config = readConfig({
    PUBLIC_URL: publicUrl ?? origin,
    LARDER_DATA: dataFolder,
    ...(smtp && { SMTP_URL: smtp.url, MAIL_FROM: "food@example.com" }),
    ...settings,
  });
  const { log, logged } = makeLog();
  const mailer = createMailer(config, log);
  await makeUsagePartitions(orm.em.fork());
  const pool = await orm.em.getConnection().getNativeClient();
  const history = createHistory(pool, log);
  const habits = createHabits(pool, log);
  const tiers = await loadTiers(config.tiersFile);
  const quota = createQuota(pool, tiers, log);
  const changes = watchChanges(pool, log);
  closing.push(history.finish, habits.finish, quota.finish, changes.finish);
  afterAll(async () => {
    await mailer?.finish();
    await rm(dataFolder, { recursive: true });
  });
  const app = await createApp({
    config,
    orm,
    log,
    mailer,
    history,
    habits,
    changes,
    quota,
    tiers,
    secret: "a secret that is long enough for a test",
  });
  // Before the last one, which answers that nothing is there.
  if (door) app.koa.middleware.splice(-1, 0, door);
  server.on("request", app.listener());
  const mailbox = new Mailbox(async () => smtp?.received ?? mailIn(dataFolder));
  return {
    origin,
    orm,
    koa: app.koa,
    logged,
    mailbox,
    mailer,
    history,
    habits,
    heard: () => heard(pool, changes),
    browser: () => new Person(origin),
  };
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
    const { action, token, link } = formOf(page);
    return this.post(action, { token, ...(link && { link }), ...fields });
  }

  /** Signs up where no mail goes out; then this browser is signed in. */
  async signUp(email: string, name = "Ann"): Promise<Response> {
    return this.fill("/sign-up", { name, email, password });
  }

  async signIn(email: string, path = "/sign-in"): Promise<Response> {
    return this.fill(path, { email, password });
  }

  /** Asks the GraphQL door as the playground does, with the session of this browser. */
  async graphql(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    const response = await this.send("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  }
}

/** Where the main form of a page is sent, and its token. */
export function formOf(page: string): { action: string; token: string; link?: string } {
  const main = page.slice(page.indexOf("<main"));
  const action = /<form method="post" action="([^"]*)"/.exec(main)?.[1];
  const token = /name="token" value="([^"]*)"/.exec(main)?.[1];
  if (action === undefined || token === undefined) throw new Error(`no form on this page: ${page}`);
  const link = /name="link" value="([^"]*)"/.exec(main)?.[1];
  return { link, action: action.replaceAll("&amp;", "&"), token };
}
