import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import type { Bearer } from "../oauth/bearer.js";
import { Consent, withdrawConsent } from "../oauth/Consent.js";
import { scopeText } from "../oauth/scopes.js";
import type { User } from "../users/User.js";
import type { Browser } from "./browser.js";
import { formToken, requireFormToken } from "./csrf.js";
import { readForm, seeOther } from "./forms.js";
import { accountPage } from "./pages/accountPage.js";
import { appsPage } from "./pages/appsPage.js";

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly bearer: Pick<Bearer, "forget">;
}

export function accountHandlers({ orm, browser, bearer }: Parts) {
  /** The user, or null after sending the browser to sign in and back. */
  async function requireUser(ctx: Context): Promise<User | null> {
    const user = await browser.user(ctx);
    if (!user) seeOther(ctx, `/sign-in?return_to=${encodeURIComponent(ctx.path)}`);
    return user;
  }

  return {
    async show(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      ctx.body = accountPage({ user, visitor: browser.visitorFor(ctx, user) }).text;
    },

    async showApps(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const consents = await orm.em
        .fork()
        .find(Consent, { user }, { populate: ["client"], orderBy: { grantedAt: "desc" } });
      const apps = consents.map(({ client, scopes, grantedAt }) => ({
        id: client.id,
        name: client.name,
        since: grantedAt,
        permissions: scopes.map(scopeText),
      }));
      const token = formToken(browser.sessionSecret(ctx) ?? "", ctx.path);
      ctx.body = appsPage({ apps, token, visitor: browser.visitorFor(ctx, user) }).text;
    },

    async disconnect(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const { token, client } = readForm(ctx, "token", "client");
      requireFormToken(browser.sessionSecret(ctx), ctx.path, token);
      await withdrawConsent(orm.em.fork(), user.id, client);
      bearer.forget();
      seeOther(ctx, ctx.path);
    },
  };
}
