import type { Context } from "koa";
import type { AccountChanges, Person } from "../account/changes.js";
import { BadInput } from "../errors.js";
import type { AccountView, RequireUser } from "./account.js";
import type { Browser } from "./browser.js";
import { requireFormToken } from "./csrf.js";
import { orRefusal, readForm, seeOther } from "./forms.js";
import { accountPage } from "./pages/accountPage.js";

interface Parts {
  readonly browser: Browser;
  readonly account: AccountChanges;
  readonly requireUser: RequireUser;
  readonly accountView: AccountView;
}

/** The forms in which people change their own account. */
export function accountChangeHandlers({ browser, account, requireUser, accountView }: Parts) {
  /** Does it if the form is ours; what is wrong with its input comes back on the page. Tells whether it was done. */
  async function change(ctx: Context, work: (person: Person) => Promise<void>): Promise<boolean> {
    const user = await requireUser(ctx);
    if (!user) return false;
    requireFormToken(browser.sessionSecret(ctx), ctx.path, readForm(ctx, "token").token);
    const refusal = await orRefusal(work(browser.person(ctx, user)));
    if (!(refusal instanceof BadInput)) return true;
    ctx.status = refusal.status;
    ctx.body = accountPage(accountView(ctx, user, { problem: refusal.message })).text;
    return false;
  }

  return {
    async rename(ctx: Context): Promise<void> {
      const { name } = readForm(ctx, "name");
      if (await change(ctx, (person) => account.rename(person, name))) seeOther(ctx, "/account?done=name");
    },

    async changeEmail(ctx: Context): Promise<void> {
      const { password, email } = readForm(ctx, "password", "email");
      const isDone = await change(ctx, (person) => account.changeEmail(person, password, email));
      if (isDone) seeOther(ctx, "/account?done=new-email");
    },

    async changePassword(ctx: Context): Promise<void> {
      const { password, next } = readForm(ctx, "password", "next");
      const isDone = await change(ctx, (person) => account.changePassword(person, password, next));
      if (isDone) seeOther(ctx, "/account?done=password");
    },

    async delete(ctx: Context): Promise<void> {
      const { password } = readForm(ctx, "password");
      if (!(await change(ctx, (person) => account.deleteAccount(person, password)))) return;
      browser.forget(ctx);
      seeOther(ctx, "/");
    },

    async export(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      ctx.attachment("larder-account.json");
      ctx.body = await account.exportData(browser.person(ctx, user));
    },
  };
}
