import type { Context } from "koa";
import type { User } from "../users/User.js";
import type { Browser } from "./browser.js";
import { formToken } from "./csrf.js";
import { seeOther } from "./forms.js";
import { type AccountPage, accountPage } from "./pages/accountPage.js";

interface Parts {
  readonly requireUser: RequireUser;
  readonly accountView: AccountView;
}

/** The user, or null after sending the browser to sign in and back. */
export type RequireUser = (ctx: Context) => Promise<User | null>;

export const requireUserOf =
  (browser: Browser): RequireUser =>
  async (ctx) => {
    const user = await browser.user(ctx);
    // What a form was sent to is no page to come back to.
    const path = ctx.method === "GET" ? ctx.url : "/account";
    if (!user) seeOther(ctx, `/sign-in?return_to=${encodeURIComponent(path)}`);
    return user;
  };

export function accountHandlers({ requireUser, accountView }: Parts) {
  return {
    async show(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      ctx.body = accountPage(accountView(ctx, user, { done: String(ctx.query.done) })).text;
    },
  };
}

export type AccountView = (
  ctx: Context,
  user: User,
  told: Partial<Pick<AccountPage, "problem" | "done">>,
) => AccountPage;

export const accountViewOf =
  (browser: Browser, hasMail: boolean): AccountView =>
  (ctx, user, told) => {
    const secret = browser.sessionSecret(ctx) ?? "";
    return {
      user,
      hasMail,
      visitor: browser.visitorFor(ctx, user),
      tokens: {
        name: formToken(secret, "/account/name"),
        email: formToken(secret, "/account/email"),
        password: formToken(secret, "/account/password"),
        delete: formToken(secret, "/account/delete"),
        verify: formToken(secret, "/account/verify-email"),
      },
      problem: null,
      done: null,
      ...told,
    };
  };
