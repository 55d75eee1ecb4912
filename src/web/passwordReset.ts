import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import type { Attempts } from "../account/Attempts.js";
import { passwordChangedMail, resetMail } from "../account/mails.js";
import { record } from "../audit/record.js";
import { NotFound } from "../errors.js";
import type { Mail, Mailer } from "../mail.js";
import type { Bearer } from "../oauth/bearer.js";
import { endTokens } from "../oauth/endTokens.js";
import { changePassword } from "../users/changePassword.js";
import { readEmail } from "../users/createUser.js";
import { findLink, makeLink, spendLink } from "../users/MailLink.js";
import { User } from "../users/User.js";
import type { Browser } from "./browser.js";
import { formToken, requireFormToken } from "./csrf.js";
import { orRefusal, readForm, seeOther } from "./forms.js";
import { forgotPasswordPage } from "./pages/forgotPasswordPage.js";
import { mailboxPage } from "./pages/mailboxPage.js";
import { newPasswordPage } from "./pages/newPasswordPage.js";

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly attempts: Attempts;
  readonly bearer: Pick<Bearer, "forget">;
  readonly mailer: Mailer | null;
  readonly publicUrl: string;
}

/** Another password for whoever reads the account's mailbox. */
export function passwordResetHandlers({ orm, browser, attempts, bearer, mailer, publicUrl }: Parts) {
  function requireMailer(): Mailer {
    if (!mailer) throw new NotFound("This server sends no mail. Ask whoever runs it for another password.");
    return mailer;
  }

  async function write(email: string): Promise<Mail | null> {
    const em = orm.em.fork();
    const user = await em.findOne(User, { email, disabledAt: null });
    return (
      user && resetMail(email, publicUrl, await makeLink(em, { purpose: "reset-password", email, user }))
    );
  }

  const form = (link: string, email: string, token: string, problem: string | null) =>
    newPasswordPage({
      title: "Choose a new password",
      action: "/reset-password",
      button: "Change my password",
      ...{ link, email, token, problem },
    }).text;

  return {
    async showForgot(ctx: Context): Promise<void> {
      requireMailer();
      const token = formToken(browser.guestSecret(ctx), ctx.path);
      ctx.body = forgotPasswordPage({ token, email: "", problem: null }).text;
    },

    async forgot(ctx: Context): Promise<void> {
      const { token, email: typed } = readForm(ctx, "token", "email");
      requireFormToken(browser.guestSecret(ctx), ctx.path, token);
      const mailer = requireMailer();
      const refusal = await orRefusal(
        (async () => {
          const email = readEmail(typed);
          await attempts.mail(email, ctx.ip);
          mailer.send(() => write(email));
          ctx.body = mailboxPage({ email, goOn: null }).text;
        })(),
      );
      if (!refusal) return;
      ctx.status = refusal.status;
      ctx.body = forgotPasswordPage({ token, email: typed, problem: refusal.message }).text;
    },

    async showReset(ctx: Context): Promise<void> {
      const link = String(ctx.query.token ?? "");
      const { email } = await findLink(orm.em.fork(), "reset-password", link);
      ctx.body = form(link, email, formToken(browser.guestSecret(ctx), ctx.path), null);
    },

    async reset(ctx: Context): Promise<void> {
      const { token, link, password } = readForm(ctx, "token", "link", "password");
      requireFormToken(browser.guestSecret(ctx), ctx.path, token);
      const { email } = await findLink(orm.em.fork(), "reset-password", link);
      // A password that is refused leaves the link as it was.
      const refusal = await orRefusal(
        orm.em.fork().transactional(async (em) => {
          const { user } = await spendLink(em, "reset-password", link);
          await changePassword(em, user!, password, null);
          await endTokens(em, user!.id);
          await record(em, { action: "password-reset", userId: user!.id, ...browser.origin(ctx) });
          // Whoever opened the link reads the mailbox.
          await em.nativeUpdate(
            User,
            { id: user!.id, emailVerifiedAt: null },
            { emailVerifiedAt: new Date() },
          );
        }),
      );
      if (refusal) {
        ctx.status = refusal.status;
        ctx.body = form(link, email, token, refusal.message);
        return;
      }
      bearer.forget();
      mailer?.send(async () => passwordChangedMail(email, publicUrl));
      seeOther(ctx, "/sign-in?done=password");
    },
  };
}
