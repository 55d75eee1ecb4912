import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import type { AccountChanges } from "../account/changes.js";
import { findApps } from "../account/findApps.js";
import { scopeText } from "../oauth/scopes.js";
import type { RequireUser } from "./account.js";
import type { Browser } from "./browser.js";
import { formToken, requireFormToken } from "./csrf.js";
import { readForm, seeOther } from "./forms.js";
import { appsPage } from "./pages/appsPage.js";

/** More than anybody reads on one page. */
const mostApps = 500;

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly account: Pick<AccountChanges, "disconnectApp">;
  readonly requireUser: RequireUser;
}

/** The apps that may act for the account, and taking that back. */
export function appHandlers({ orm, browser, account, requireUser }: Parts) {
  return {
    async show(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const found = await findApps(orm.em.fork(), user.id, { first: mostApps });
      const apps = found.map(({ scopes, ...app }) => ({ ...app, permissions: scopes.map(scopeText) }));
      const token = formToken(browser.sessionSecret(ctx) ?? "", ctx.path);
      ctx.body = appsPage({ apps, token, visitor: browser.visitorFor(ctx, user) }).text;
    },

    async disconnect(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const { token, client } = readForm(ctx, "token", "client");
      requireFormToken(browser.sessionSecret(ctx), ctx.path, token);
      await account.disconnectApp(browser.person(ctx, user), client);
      seeOther(ctx, ctx.path);
    },
  };
}
