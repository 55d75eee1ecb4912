import type { Context } from "koa";
import { BadInput, SignInRequired } from "../errors.js";
import type { Interactions } from "../oauth/interactions.js";
import type { Browser } from "./browser.js";
import { formToken, requireFormToken } from "./csrf.js";
import { readForm } from "./forms.js";
import { consentPage } from "./pages/consentPage.js";

interface Parts {
  readonly browser: Browser;
  readonly interactions: Interactions;
}

export function consentHandlers({ browser, interactions }: Parts) {
  return {
    async show(ctx: Context): Promise<void> {
      const due = await interactions.due(ctx);
      const user = await browser.user(ctx);
      if (!user || user.id !== due.userId) {
        throw new SignInRequired("You have signed out meanwhile. Start again from the app.");
      }
      const token = formToken(browser.sessionSecret(ctx) ?? "", ctx.path);
      ctx.body = consentPage({ ...due, action: ctx.path, token, user }).text;
    },

    async decide(ctx: Context): Promise<void> {
      const { token, decision } = readForm(ctx, "token", "decision");
      try {
        requireFormToken(browser.sessionSecret(ctx), ctx.path, token);
      } catch (error) {
        // Whoever forged one form may forge another: nothing is left to answer.
        await interactions.abandon(ctx);
        throw error;
      }
      if (decision === "approve") await interactions.approve(ctx);
      else if (decision === "deny") await interactions.deny(ctx);
      else throw new BadInput("Choose one: allow or do not allow.");
    },
  };
}
