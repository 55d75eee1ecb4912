import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import type { AccountChanges } from "../account/changes.js";
import { dailyUsage, findUsage } from "../usage/findUsage.js";
import { findHabits } from "../usage/habits.js";
import type { RequireUser } from "./account.js";
import type { Browser } from "./browser.js";
import { formToken, requireFormToken } from "./csrf.js";
import { readForm, seeOther } from "./forms.js";
import { usagePage } from "./pages/usagePage.js";

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly account: AccountChanges;
  readonly requireUser: RequireUser;
}

const pageSize = 50;
const daysShown = 14;
const foodsShown = 20;

/** The requests that were made for the one whose account it is. */
export function usageHandlers({ orm, browser, account, requireUser }: Parts) {
  return {
    async show(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const em = orm.em.fork();
      const pool = await em.getConnection().getNativeClient();
      const { after } = ctx.query;
      const isFirst = typeof after !== "string";
      const found = await findUsage(pool, user.id, { first: pageSize + 1, after: isFirst ? null : after });
      const from = new Date(Date.now() - daysShown * 86_400_000);
      const requests = found.slice(0, pageSize);
      ctx.body = usagePage({
        requests,
        older: found.length > pageSize ? requests.at(-1)!.cursor : null,
        foods: isFirst ? (await findHabits(em, user.id)).slice(0, foodsShown) : [],
        days: isFirst ? await dailyUsage(pool, user.id, { from }) : [],
        token: formToken(browser.sessionSecret(ctx) ?? "", ctx.path),
        visitor: browser.visitorFor(ctx, user),
      }).text;
    },

    async delete(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      requireFormToken(browser.sessionSecret(ctx), ctx.path, readForm(ctx, "token").token);
      await account.deleteUsage(browser.person(ctx, user));
      seeOther(ctx, ctx.path);
    },
  };
}
