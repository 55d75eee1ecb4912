import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context, Middleware } from "koa";
import type { Attempts } from "../account/Attempts.js";
import type { AccountChanges } from "../account/changes.js";
import type { Config } from "../config.js";
import type { Execute } from "../graphql/execute.js";
import type { Mailer } from "../mail.js";
import type { Bearer } from "../oauth/bearer.js";
import type { Interactions } from "../oauth/interactions.js";
import { accountHandlers, accountViewOf, requireUserOf } from "./account.js";
import { accountChangeHandlers } from "./accountChanges.js";
import { activityHandlers } from "./activity.js";
import { appHandlers } from "./apps.js";
import { Browser } from "./browser.js";
import { consentHandlers } from "./consent.js";
import { copyScript, copyScriptPath } from "./copyScript.js";
import { foodHandlers } from "./food.js";
import { type DocsPage, docsPage } from "./pages/docsPage.js";
import { homePage } from "./pages/homePage.js";
import { privacyPage } from "./pages/privacyPage.js";
import { passwordResetHandlers } from "./passwordReset.js";
import { sessionHandlers } from "./sessions.js";
import { setupGptHandlers } from "./setupGpt.js";
import { signInHandlers } from "./signIn.js";
import { signUpHandlers } from "./signUp.js";
import { icon, stylesheet, stylesheetPath } from "./stylesheet.js";
import { usageHandlers } from "./usage.js";
import { verifyEmailHandlers } from "./verifyEmail.js";

export interface WebParts {
  readonly config: Config;
  readonly orm: MikroORM;
  readonly attempts: Attempts;
  readonly account: AccountChanges;
  readonly mailer: Mailer | null;
  readonly interactions: Interactions;
  readonly execute: Execute;
  readonly bearer: Pick<Bearer, "forget">;
  /** What the API reference tells. */
  readonly endpoints: DocsPage["endpoints"];
}

/** All pages for people. */
export function webRoutes(parts: WebParts): Middleware {
  const { config, orm, mailer, endpoints } = parts;
  const { publicUrl } = config;
  const browser = new Browser(orm, config);
  const hasMail = mailer !== null;
  const requireUser = requireUserOf(browser);
  const accountView = accountViewOf(browser, hasMail);
  const shared = { ...parts, publicUrl, browser, hasMail, requireUser, accountView };
  const account = accountHandlers(shared);
  const accountChanges = accountChangeHandlers(shared);
  const activity = activityHandlers(shared);
  const usage = usageHandlers(shared);
  const apps = appHandlers(shared);
  const sessions = sessionHandlers(shared);
  const signIn = signInHandlers(shared);
  const signUp = signUpHandlers(shared);
  const passwordReset = passwordResetHandlers(shared);
  const verifyEmail = verifyEmailHandlers(shared);
  const consent = consentHandlers(shared);
  const food = foodHandlers(shared);
  const setupGpt = setupGptHandlers(shared);
  const parseForm = bodyParser({ enableTypes: ["form"], formLimit: "16kb" });
  /** The parser takes a request without a body, whose stream has ended before it began, for one that broke off. */
  const form: Middleware = (ctx, next) => {
    if (ctx.is("urlencoded") !== null) return parseForm(ctx, next);
    ctx.request.body = {};
    return next();
  };
  const router = new Router({ sensitive: true });

  router.get("/", async (ctx) => {
    ctx.body = homePage({ publicUrl, visitor: await browser.visitor(ctx) }).text;
  });
  router.get("/docs", async (ctx) => {
    ctx.body = docsPage({ publicUrl, endpoints, visitor: await browser.visitor(ctx) }).text;
  });
  router.get("/privacy", async (ctx) => {
    ctx.body = privacyPage({ visitor: await browser.visitor(ctx) }).text;
  });

  router.get("/foods/:slug", food.show);

  router.get("/sign-in", signIn.showSignIn);
  router.post("/sign-in", form, signIn.signIn);
  router.get("/sign-up", signUp.showSignUp);
  router.post("/sign-up", form, signUp.signUp);
  router.get("/sign-up/confirm", signUp.showConfirm);
  router.post("/sign-up/confirm", form, signUp.confirm);
  router.get("/forgot-password", passwordReset.showForgot);
  router.post("/forgot-password", form, passwordReset.forgot);
  router.get("/reset-password", passwordReset.showReset);
  router.post("/reset-password", form, passwordReset.reset);
  router.post("/sign-out", form, signIn.signOut);

  // The same forms on the way from an app. The engine's cookie reaches what lies below /sign-in/<id> only.
  router.get("/sign-in/:interaction", signIn.showSignIn);
  router.post("/sign-in/:interaction", form, signIn.signIn);
  router.get("/sign-in/:interaction/sign-up", signUp.showSignUp);
  router.post("/sign-in/:interaction/sign-up", form, signUp.signUp);
  router.get("/consent/:interaction", consent.show);
  router.post("/consent/:interaction", form, consent.decide);

  router.get("/account", account.show);
  router.post("/account/name", form, accountChanges.rename);
  router.post("/account/email", form, accountChanges.changeEmail);
  router.get("/change-email", verifyEmail.openChange);
  router.post("/account/password", form, accountChanges.changePassword);
  router.post("/account/delete", form, accountChanges.delete);
  router.post("/account/verify-email", form, verifyEmail.send);
  router.get("/verify-email", verifyEmail.open);
  router.get("/account/activity", activity.show);
  router.get("/account/usage", usage.show);
  router.post("/account/usage", form, usage.delete);
  router.get("/account/export", accountChanges.export);
  router.get("/account/sessions", sessions.show);
  router.post("/account/sessions", form, sessions.end);
  router.get("/account/apps", apps.show);
  router.post("/account/apps", form, apps.disconnect);

  router.get("/setup/gpt", setupGpt.show);
  router.post("/setup/gpt", form, setupGpt.change);

  router.get(copyScriptPath, (ctx) =>
    serveAsset(ctx, "js", copyScript, "public, max-age=31536000, immutable"),
  );
  router.get(stylesheetPath, (ctx) =>
    serveAsset(ctx, "css", stylesheet, "public, max-age=31536000, immutable"),
  );
  router.get("/icon.svg", (ctx) => serveAsset(ctx, "svg", icon, "public, max-age=86400"));

  return router.routes() as Middleware;
}

function serveAsset(ctx: Context, type: string, text: string, caching: string): void {
  ctx.set("Cache-Control", caching);
  ctx.type = type;
  ctx.body = text;
}
