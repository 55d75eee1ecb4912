import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import { BadInput } from "../errors.js";
import type { Interactions } from "../oauth/interactions.js";
import { createUser } from "../users/createUser.js";
import { signIn } from "../users/signIn.js";
import type { User } from "../users/User.js";
import type { Browser } from "./browser.js";
import { formToken, requireFormToken } from "./csrf.js";
import { readForm, seeOther } from "./forms.js";
import { signInPage } from "./pages/signInPage.js";
import { signUpPage } from "./pages/signUpPage.js";

/** Throws where someone tries too often. */
export interface Attempts {
  signIn(email: string, address: string): Promise<void>;
  signedIn(email: string, address: string): Promise<void>;
  signUp(address: string): Promise<void>;
}

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly attempts: Attempts;
  readonly interactions: Interactions;
}

/** Where a form stands, and where it leads: to a page of ours, or on with the request of an app. */
interface Place {
  readonly signIn: string;
  readonly signUp: string;
  readonly clientName: string | null;
  /** A live session is not enough. */
  readonly mustSignInAgain: boolean;
  goOn(user: User): Promise<void>;
}

export function signInHandlers({ orm, browser, attempts, interactions }: Parts) {
  async function placeOf(ctx: Context): Promise<Place> {
    if (ctx.params.interaction === undefined) return ownPlace(ctx);
    const { uid, client, mustSignInAgain } = await interactions.due(ctx);
    return {
      signIn: `/sign-in/${uid}`,
      signUp: `/sign-in/${uid}/sign-up`,
      clientName: client.name,
      mustSignInAgain,
      goOn: (user) => interactions.signedIn(ctx, user.id),
    };
  }

  async function show(ctx: Context, form: typeof signInPage | typeof signUpPage): Promise<void> {
    const place = await placeOf(ctx);
    const user = await browser.user(ctx);
    if (user && !place.mustSignInAgain) return place.goOn(user);
    const token = formToken(browser.guestSecret(ctx), ctx.path);
    ctx.body = form({ ...place, token, name: "", email: user?.email ?? "", problem: null }).text;
  }

  return {
    showSignIn: (ctx: Context) => show(ctx, signInPage),
    showSignUp: (ctx: Context) => show(ctx, signUpPage),

    async signIn(ctx: Context): Promise<void> {
      const { token, email, password } = readForm(ctx, "token", "email", "password");
      requireFormToken(browser.guestSecret(ctx), ctx.path, token);
      const place = await placeOf(ctx);
      await attempts.signIn(email, ctx.ip);
      const user = await orRefusal(signIn(orm.em.fork(), email, password));
      if (user instanceof BadInput) {
        ctx.status = user.status;
        ctx.body = signInPage({ ...place, token, email, problem: user.message }).text;
        return;
      }
      await attempts.signedIn(email, ctx.ip);
      await browser.enter(ctx, user);
      await place.goOn(user);
    },

    async signUp(ctx: Context): Promise<void> {
      const { token, name, email, password } = readForm(ctx, "token", "name", "email", "password");
      requireFormToken(browser.guestSecret(ctx), ctx.path, token);
      const place = await placeOf(ctx);
      await attempts.signUp(ctx.ip);
      const user = await orRefusal(createUser(orm.em.fork(), { name, email, password }));
      if (user instanceof BadInput) {
        ctx.status = user.status;
        ctx.body = signUpPage({ ...place, token, name, email, problem: user.message }).text;
        return;
      }
      await browser.enter(ctx, user);
      await place.goOn(user);
    },

    async signOut(ctx: Context): Promise<void> {
      if (await browser.user(ctx)) {
        requireFormToken(browser.sessionSecret(ctx), ctx.path, readForm(ctx, "token").token);
        await browser.leave(ctx);
      }
      seeOther(ctx, "/");
    },
  };
}

function ownPlace(ctx: Context): Place {
  const returnTo = ownPath(ctx.query.return_to);
  const query = returnTo ? `?return_to=${encodeURIComponent(returnTo)}` : "";
  return {
    signIn: `/sign-in${query}`,
    signUp: `/sign-up${query}`,
    clientName: null,
    mustSignInAgain: false,
    goOn: async () => seeOther(ctx, returnTo ?? "/account"),
  };
}

/** A path of ours or null: browsers read "//host" and "/\host" as another host, and drop control characters. */
function ownPath(value: unknown): string | null {
  return typeof value === "string" && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value) ? value : null;
}

/** A form filled in wrongly comes back with the reason; anything else is an error like any other. */
async function orRefusal<T>(work: Promise<T>): Promise<T | BadInput> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BadInput) return error;
    throw error;
  }
}
