import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import type { AccountChanges } from "../account/changes.js";
import { findSessions, readSessionId } from "../account/findSessions.js";
import type { RequireUser } from "./account.js";
import type { Browser } from "./browser.js";
import { formToken, requireFormToken } from "./csrf.js";
import { readForm, seeOther } from "./forms.js";
import { sessionsPage } from "./pages/sessionsPage.js";

/** More than anybody reads on one page. */
const mostSessions = 500;

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly account: Pick<AccountChanges, "endSession" | "endOtherSessions">;
  readonly requireUser: RequireUser;
}

/** The browsers that are signed in to the account, and signing them out. */
export function sessionHandlers({ orm, browser, account, requireUser }: Parts) {
  return {
    async show(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const currentId = browser.person(ctx, user).sessionId;
      const sessions = await findSessions(orm.em.fork(), user, { limit: mostSessions, currentId });
      const token = formToken(browser.sessionSecret(ctx) ?? "", ctx.path);
      ctx.body = sessionsPage({ sessions, token, visitor: browser.visitorFor(ctx, user) }).text;
    },

    /** The one that is named, or all but this one. */
    async end(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const { token, session } = readForm(ctx, "token", "session");
      requireFormToken(browser.sessionSecret(ctx), ctx.path, token);
      const person = browser.person(ctx, user);
      if (session === "others") await account.endOtherSessions(person);
      else await account.endSession(person, readSessionId(session));
      seeOther(ctx, ctx.path);
    },
  };
}
