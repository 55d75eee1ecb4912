import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import type { Attempts } from "../account/Attempts.js";
import { hasAccountMail, signUpMail } from "../account/mails.js";
import { BadInput } from "../errors.js";
import type { Mail, Mailer } from "../mail.js";
import type { Interactions } from "../oauth/interactions.js";
import { type Applicant, createUser, readApplicant } from "../users/createUser.js";
import { findLink, makeLink, spendLink } from "../users/MailLink.js";
import { User } from "../users/User.js";
import type { Browser } from "./browser.js";
import { formToken, requireFormToken } from "./csrf.js";
import { orRefusal, readForm, seeOther } from "./forms.js";
import { mailboxPage } from "./pages/mailboxPage.js";
import { newPasswordPage } from "./pages/newPasswordPage.js";
import { type SignUpPage, signUpPage } from "./pages/signUpPage.js";
import { type Place, placeOf } from "./place.js";

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly attempts: Attempts;
  readonly interactions: Interactions;
  readonly mailer: Mailer | null;
  readonly publicUrl: string;
}

/**
 * Where mail goes out an account is made by the link that was mailed, and the password chosen there: the page tells
 * nobody whether an address has an account, and nobody gets one for an address that is not theirs.
 */
export function signUpHandlers({ orm, browser, attempts, interactions, mailer, publicUrl }: Parts) {
  const byLink = mailer?.goesOut ? mailer : null;
  const page = (form: Omit<SignUpPage, "asksPassword">) =>
    signUpPage({ ...form, asksPassword: byLink === null }).text;

  async function write({ email, name }: Applicant): Promise<Mail> {
    const em = orm.em.fork();
    if (await em.findOne(User, { email })) return hasAccountMail(email, publicUrl);
    return signUpMail(email, publicUrl, await makeLink(em, { purpose: "sign-up", email, name }));
  }

  async function byMail(ctx: Context, mailer: Mailer, place: Place, applicant: Applicant): Promise<void> {
    await attempts.mail(applicant.email, ctx.ip);
    mailer.send(() => write(applicant));
    ctx.body = mailboxPage({ email: applicant.email, goOn: place.signIn }).text;
  }

  async function atOnce(ctx: Context, place: Place, applicant: Applicant, password: string): Promise<void> {
    const user = await createUser(orm.em.fork(), { ...applicant, password }, browser.origin(ctx));
    await browser.enter(ctx, user);
    await place.goOn(user);
  }

  const confirmation = (link: string, email: string, token: string, problem: string | null) =>
    newPasswordPage({
      title: "Choose a password",
      action: "/sign-up/confirm",
      button: "Make my account",
      ...{ link, email, token, problem },
    }).text;

  return {
    async showSignUp(ctx: Context): Promise<void> {
      const place = await placeOf(ctx, interactions);
      const user = await browser.user(ctx);
      if (user && !place.mustSignInAgain) return place.goOn(user);
      const token = formToken(browser.guestSecret(ctx), ctx.path);
      ctx.body = page({ ...place, token, name: "", email: "", problem: null });
    },

    async signUp(ctx: Context): Promise<void> {
      const { token, name, email, password } = readForm(ctx, "token", "name", "email", "password");
      requireFormToken(browser.guestSecret(ctx), ctx.path, token);
      const place = await placeOf(ctx, interactions);
      await attempts.signUp(ctx.ip);
      const refusal = await orRefusal(
        (async () => {
          const applicant = readApplicant({ name, email });
          if (byLink) await byMail(ctx, byLink, place, applicant);
          else await atOnce(ctx, place, applicant, password);
        })(),
      );
      if (!refusal) return;
      ctx.status = refusal.status;
      ctx.body = page({ ...place, token, name, email, problem: refusal.message });
    },

    async showConfirm(ctx: Context): Promise<void> {
      const link = String(ctx.query.token ?? "");
      const { email } = await findLink(orm.em.fork(), "sign-up", link);
      const token = formToken(browser.guestSecret(ctx), ctx.path);
      ctx.body = confirmation(link, email, token, null);
    },

    async confirm(ctx: Context): Promise<void> {
      const { token, link, password } = readForm(ctx, "token", "link", "password");
      requireFormToken(browser.guestSecret(ctx), ctx.path, token);
      const { email, name } = await findLink(orm.em.fork(), "sign-up", link);
      // A password that is refused leaves the link as it was.
      const user = await orRefusal(
        orm.em.fork().transactional(async (em) => {
          await spendLink(em, "sign-up", link);
          const account = { email, name: name!, password, emailVerifiedAt: new Date() };
          return createUser(em, account, browser.origin(ctx));
        }),
      );
      if (user instanceof BadInput) {
        ctx.status = user.status;
        ctx.body = confirmation(link, email, token, user.message);
        return;
      }
      await browser.enter(ctx, user);
      seeOther(ctx, "/account?done=sign-up");
    },
  };
}
