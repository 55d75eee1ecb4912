import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import { actions } from "../audit/AuditEvent.js";
import { findEvents } from "../audit/findEvents.js";
import type { RequireUser } from "./account.js";
import type { Browser } from "./browser.js";
import { activityPage } from "./pages/activityPage.js";

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly requireUser: RequireUser;
}

const pageSize = 50;

/** What has happened to the account, for the one whose it is. */
export function activityHandlers({ orm, browser, requireUser }: Parts) {
  return {
    async show(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const before = /^\d{1,15}$/.test(String(ctx.query.before)) ? Number(ctx.query.before) : undefined;
      const found = await findEvents(orm.em.fork(), { userId: user.id, before, limit: pageSize + 1 });
      const events = found.slice(0, pageSize).map(({ action, actor, clientName, ...event }) => ({
        ...event,
        what: actions[action],
        app: clientName,
        isOperators: actor === "operator",
      }));
      const older = found.length > pageSize ? events.at(-1)!.id : null;
      ctx.body = activityPage({ events, older, visitor: browser.visitorFor(ctx, user) }).text;
    },
  };
}
