import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import type { Attempts } from "../account/Attempts.js";
import { emailChangedMail, verifyMail } from "../account/mails.js";
import { record } from "../audit/record.js";
import { Forbidden, NotFound } from "../errors.js";
import type { Mailer } from "../mail.js";
import { changeEmail } from "../users/changeEmail.js";
import { findLink, makeLink, spendLink } from "../users/MailLink.js";
import { User } from "../users/User.js";
import type { RequireUser } from "./account.js";
import type { Browser } from "./browser.js";
import { requireFormToken } from "./csrf.js";
import { readForm, seeOther } from "./forms.js";

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
  /** The token of a link to this user's account. */
  async function ownLink(
    ctx: Context,
    user: User,
    purpose: "verify-email" | "change-email",
  ): Promise<string> {
    const token = String(ctx.query.token ?? "");
    const link = await findLink(orm.em.fork(), purpose, token);
    if (link.user!.id !== user.id) {
      throw new Forbidden(
        `This link is for another account than the one you are signed in to, ${user.email}.`,
      );
    }
    return token;
  }

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

    /** As `open`, for the address that is to be the account's. */
    async openChange(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const token = await ownLink(ctx, user, "change-email");
      await orm.em.fork().transactional(async (em) => {
        const { email } = await spendLink(em, "change-email", token);
        await changeEmail(em, user, email);
        await record(em, { action: "email-changed", userId: user.id, ...browser.origin(ctx) });
      });
      mailer?.send(async () => emailChangedMail(user.email, publicUrl));
      seeOther(ctx, "/account?done=email");
    },

    /**
     * Only in a browser that is signed in to the account: else whoever made one for somebody else's address would
     * need no more than that this person clicks.
     */
    async open(ctx: Context): Promise<void> {
      const user = await requireUser(ctx);
      if (!user) return;
      const token = await ownLink(ctx, user, "verify-email");
      await orm.em.fork().transactional(async (em) => {
        const link = await spendLink(em, "verify-email", token);
        await em.nativeUpdate(User, { id: user.id, email: link.email }, { emailVerifiedAt: new Date() });
        await record(em, { action: "email-verified", userId: user.id, ...browser.origin(ctx) });
      });
      seeOther(ctx, "/account?done=verified");
    },
  };
}
