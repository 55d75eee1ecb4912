import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import { record } from "../audit/record.js";
import { Forbidden, NotFound } from "../errors.js";
import type { Mailer } from "../mail.js";
import { findLink, makeLink, spendLink } from "../users/MailLink.js";
import { User } from "../users/User.js";
import type { RequireUser } from "./account.js";
import type { Browser } from "./browser.js";
import { requireFormToken } from "./csrf.js";
import { readForm, seeOther } from "./forms.js";
import { verifyMail } from "./mails.js";
import type { Attempts } from "./signIn.js";

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly attempts: Attempts;
  readonly mailer: Mailer | null;
  readonly publicUrl: string;
  readonly requireUser: RequireUser;
}

/** For accounts that were made without a mail: by the operator, or while this server sent none. */
export function verifyEmailHandlers({ orm, browser, attempts, mailer, publicUrl, requireUser }: Parts) {
  return {
    async send(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      requireFormToken(browser.sessionSecret(ctx), ctx.path, readForm(ctx, "token").token);
      if (!mailer) throw new NotFound("This server sends no mail.");
      const { email } = user;
      await attempts.mail(email, ctx.ip);
      mailer.send(async () => {
        const token = await makeLink(orm.em.fork(), { purpose: "verify-email", email, user: user.id });
        return verifyMail(email, publicUrl, token);
      });
      seeOther(ctx, "/account?done=mail");
    },

    /**
     * Only in a browser that is signed in to the account: else whoever made one for somebody else's address would
     * need no more than that this person clicks.
     */
    async open(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const token = String(ctx.query.token ?? "");
      const link = await findLink(orm.em.fork(), "verify-email", token);
      if (link.user!.id !== user.id) {
        throw new Forbidden(
          `This link is for another account than the one you are signed in to, ${user.email}.`,
        );
      }
      await orm.em.fork().transactional(async (em) => {
        await spendLink(em, "verify-email", token);
        await em.nativeUpdate(User, { id: user.id, email: link.email }, { emailVerifiedAt: new Date() });
        await record(em, { action: "email-verified", userId: user.id, ...browser.origin(ctx) });
      });
      seeOther(ctx, "/account?done=verified");
    },
  };
}
