import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import type { Attempts } from "../account/Attempts.js";
import { BadInput } from "../errors.js";
import type { Interactions } from "../oauth/interactions.js";
import { signIn } from "../users/signIn.js";
import type { Browser } from "./browser.js";
import { formToken, requireFormToken } from "./csrf.js";
import { orRefusal, readForm, seeOther } from "./forms.js";
import { type SignInPage, signInPage } from "./pages/signInPage.js";
import { placeOf } from "./place.js";

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly attempts: Attempts;
  readonly interactions: Interactions;
  /** Without mail nobody can be sent a new password. */
  readonly hasMail: boolean;
}

export function signInHandlers({ orm, browser, attempts, interactions, hasMail }: Parts) {
  const page = (form: Omit<SignInPage, "hasMail">) => signInPage({ ...form, hasMail }).text;

  return {
    async showSignIn(ctx: Context): Promise<void> {
      const place = await placeOf(ctx, interactions);
      const user = await browser.user(ctx);
      if (user && !place.mustSignInAgain) return place.goOn(user);
      const token = formToken(browser.guestSecret(ctx), ctx.path);
      const isReset = ctx.query.done === "password";
      ctx.body = page({ ...place, token, email: user?.email ?? "", isReset, problem: null });
    },

    async signIn(ctx: Context): Promise<void> {
      const { token, email, password } = readForm(ctx, "token", "email", "password");
      requireFormToken(browser.guestSecret(ctx), ctx.path, token);
      const place = await placeOf(ctx, interactions);
      await attempts.signIn(email, ctx.ip);
      const user = await orRefusal(signIn(orm.em.fork(), email, password, ctx.ip));
      if (user instanceof BadInput) {
        ctx.status = user.status;
        ctx.body = page({ ...place, token, email, isReset: false, problem: user.message });
        return;
      }
      await attempts.signedIn(email, ctx.ip);
      await browser.enter(ctx, user);
      await place.goOn(user);
    },

    async signOut(ctx: Context): Promise<void> {
      const user = await browser.user(ctx);
      if (user) {
        requireFormToken(browser.sessionSecret(ctx), ctx.path, readForm(ctx, "token").token);
        await browser.leave(ctx, user);
      }
      seeOther(ctx, "/");
    },
  };
}
