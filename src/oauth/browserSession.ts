import type { MikroORM } from "@mikro-orm/postgresql";
import type { KoaContextWithOIDC } from "oidc-provider";
import type { Config } from "../config.js";
import { findSession, type Session, sessionCookie } from "../users/Session.js";
import type { User } from "../users/User.js";
import { accountIdOf } from "./accountId.js";

interface Parts {
  readonly orm: MikroORM;
  readonly config: Pick<Config, "publicUrl">;
}

interface WithCookies {
  readonly cookies: { get(name: string, options: { signed: false }): string | undefined };
}

/** Who is signed in in this browser. This alone decides it: the engine's own session only follows. */
export async function browserSession(ctx: WithCookies, { orm, config }: Parts): Promise<Session | null> {
  const token = ctx.cookies.get(sessionCookie(config.publicUrl).name, { signed: false });
  return token ? findSession(orm.em.fork(), token) : null;
}

/** Before a request is looked at: whoever signed in or out on our pages has done so for the engine too. Tells who it is. */
export async function followBrowser(ctx: KoaContextWithOIDC, parts: Parts): Promise<User | undefined> {
  const session = ctx.oidc.session!;
  const browser = await browserSession(ctx, parts);
  if (!browser) {
    delete session.accountId;
  } else if (session.accountId !== accountIdOf(browser.user.id)) {
    session.loginAccount({
      accountId: accountIdOf(browser.user.id),
      loginTs: Math.floor(browser.createdAt.getTime() / 1000),
    });
  }
  return browser?.user;
}

/** While a request is pending, its person may sign out in another tab, or somebody else in. */
export async function hasLeft(ctx: KoaContextWithOIDC, parts: Parts): Promise<boolean> {
  // A new request has just followed the browser.
  if (ctx.oidc.route === "authorization") return false;
  const browser = await browserSession(ctx, parts);
  return !browser || accountIdOf(browser.user.id) !== ctx.oidc.session?.accountId;
}
