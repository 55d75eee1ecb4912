import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import { record } from "../audit/record.js";
import type { Viewer } from "../context.js";
import { BadInput } from "../errors.js";
import type { Mailer } from "../mail.js";
import type { Bearer } from "../oauth/bearer.js";
import { endTokens } from "../oauth/endTokens.js";
import { changePassword, requirePassword } from "../users/changePassword.js";
import { deleteUser } from "../users/deleteUser.js";
import type { User } from "../users/User.js";
import type { AccountView, RequireUser } from "./account.js";
import { accountExport } from "./accountExport.js";
import type { Browser } from "./browser.js";
import { requireFormToken } from "./csrf.js";
import { readForm, seeOther } from "./forms.js";
import { passwordChangedMail } from "./mails.js";
import { accountPage } from "./pages/accountPage.js";
import type { Attempts } from "./signIn.js";

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly attempts: Attempts;
  readonly bearer: Pick<Bearer, "forget">;
  readonly mailer: Mailer | null;
  readonly publicUrl: string;
  readonly requireUser: RequireUser;
  readonly accountView: AccountView;
}

/** What people do to their own account: another password, a copy of what is kept, its end. */
export function accountChangeHandlers(parts: Parts) {
  const { orm, browser, attempts, bearer, mailer, publicUrl, requireUser, accountView } = parts;

  /** Does it if the form is ours and the password right; otherwise the page comes back with the reason. */
  async function confirmed(ctx: Context, work: (user: User) => Promise<void>): Promise<void> {
    const user = await requireUser(ctx);
    if (!user) return;
    const { token, password } = readForm(ctx, "token", "password");
    requireFormToken(browser.sessionSecret(ctx), ctx.path, token);
    await attempts.signIn(user.email, ctx.ip);
    try {
      await requirePassword(orm.em.fork(), user, password, browser.origin(ctx));
      await attempts.signedIn(user.email, ctx.ip);
      await work(user);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      ctx.status = error.status;
      ctx.body = accountPage(accountView(ctx, user, { problem: error.message })).text;
    }
  }

  return {
    changePassword: (ctx: Context) =>
      confirmed(ctx, async (user) => {
        const { next } = readForm(ctx, "next");
        await orm.em.fork().transactional(async (em) => {
          await changePassword(em, user, next, (ctx.state.viewer as Viewer).sessionId ?? null);
          await endTokens(em, user.id);
          await record(em, { action: "password-changed", userId: user.id, ...browser.origin(ctx) });
        });
        bearer.forget();
        mailer?.send(async () => passwordChangedMail(user.email, publicUrl));
        seeOther(ctx, "/account?done=password");
      }),

    delete: (ctx: Context) =>
      confirmed(ctx, async (user) => {
        await deleteUser(orm.em.fork(), user, browser.origin(ctx));
        bearer.forget();
        browser.forget(ctx);
        seeOther(ctx, "/");
      }),

    async export(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const em = orm.em.fork();
      ctx.attachment("larder-account.json");
      ctx.body = await accountExport(em, user);
      await record(em, { action: "data-exported", userId: user.id, ...browser.origin(ctx) });
    },
  };
}
