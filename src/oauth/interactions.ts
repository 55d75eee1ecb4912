import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import type { Interaction } from "oidc-provider";
import { errors } from "oidc-provider";
import type { Config } from "../config.js";
import { BadInput, NotFound, SignInRequired } from "../errors.js";
import type { Tiers } from "../users/tiers.js";
import { accountOf, findAccount } from "./account.js";
import { accountIdOf, userIdOf } from "./accountId.js";
import { browserSession } from "./browserSession.js";
import { consentedScopes, rememberConsent } from "./Consent.js";
import type { Engine } from "./engine.js";
import { makeGrant } from "./grants.js";
import { scopeText, splitScope } from "./scopes.js";

/** What a pending authorization request needs from the person at the browser. */
export interface Due {
  readonly uid: string;
  readonly prompt: "login" | "consent";
  readonly client: {
    readonly id: string;
    readonly name: string;
    /** Nobody here knows it: its name may be anybody's. */
    readonly isStranger: boolean;
  };
  /** Where the browser goes when all is answered; null where a device waits for the answer. */
  readonly redirectHost: string | null;
  readonly scopes: readonly AskedScope[];
  /** A live session is not enough: the client asked for a fresh sign-in. */
  readonly mustSignInAgain: boolean;
  /** Who is asked to consent; null while nobody is signed in. */
  readonly userId: number | null;
}

export interface AskedScope {
  readonly name: string;
  readonly text: string;
  readonly isNew: boolean;
  /** Whether the person's account includes it; what it does not is never granted. */
  readonly isIncluded: boolean;
}

/** The steps between a request and its answer. All but `due` and `abandon` send the browser on (303). */
export interface Interactions {
  due(ctx: Browser): Promise<Due>;
  signedIn(ctx: Browser, userId: number): Promise<void>;
  approve(ctx: Browser): Promise<void>;
  deny(ctx: Browser): Promise<void>;
  /** Destroys the pending request, as after a forged form. */
  abandon(ctx: Browser): Promise<void>;
}

/** What we need of a request; every Koa context has it. */
export type Browser = Pick<Context, "req" | "res" | "cookies" | "status" | "redirect" | "ip">;

interface Parts {
  readonly engine: Engine;
  readonly orm: MikroORM;
  readonly tiers: Tiers;
  readonly config: Pick<Config, "publicUrl">;
}

/** Where the engine sends the browser. Its cookie is bound to exactly this path. */
export const interactionPath = ({ uid, prompt }: Interaction): string =>
  prompt.name === "consent" ? `/consent/${uid}` : `/sign-in/${uid}`;

export function createInteractions({ engine, orm, tiers, config }: Parts): Interactions {
  /** The request that this browser has open, as long as nobody has answered it. */
  async function pending(ctx: Browser, prompt?: Due["prompt"]): Promise<Interaction> {
    const interaction = await find(ctx);
    if (interaction.result) throw new BadInput("This form was sent before.");
    if (prompt && interaction.prompt.name !== prompt)
      throw new BadInput(`This is not the form for ${prompt}.`);
    return interaction;
  }

  async function find(ctx: Browser): Promise<Interaction> {
    await engine.lookForKeys();
    try {
      return await engine.provider.interactionDetails(ctx.req, ctx.res);
    } catch (cause) {
      if (!(cause instanceof errors.SessionNotFound)) throw cause;
      throw new NotFound("This request has expired or was answered. Start again from the app.");
    }
  }

  async function answer(ctx: Browser, result: Record<string, unknown>): Promise<void> {
    ctx.redirect(await engine.provider.interactionResult(ctx.req, ctx.res, result));
    // 303, so that the form's password is never posted on (RFC 9700, section 4.12).
    ctx.status = 303;
  }

  /** The engine answers a change of person with a sign-out page; so the one before leaves its session first. */
  async function forgetOtherUser(ctx: Browser, interaction: Interaction, accountId: string): Promise<void> {
    if (!interaction.session || interaction.session.accountId === accountId) return;
    const session = await engine.provider.Session.get(ctx as Context);
    delete session.accountId;
    await session.persist();
    delete interaction.session;
    await interaction.persist();
  }

  return {
    async due(ctx) {
      const { uid, prompt, params, session, deviceCode } = await pending(ctx);
      const client = await engine.provider.Client.find(String(params.client_id));
      if (!client) throw new NotFound("The app that asked is not registered any more.");
      const userId = session ? userIdOf(session.accountId) : null;
      const em = orm.em.fork();
      const known = userId ? await consentedScopes(em, userId, client.clientId) : new Set();
      const account = session && (await findAccount(em, session.accountId, tiers));
      return {
        uid,
        prompt: prompt.name === "consent" ? "consent" : "login",
        client: {
          id: client.clientId,
          name: client.clientName ?? client.clientId,
          isStranger: client.self_registered === true,
        },
        redirectHost: deviceCode ? null : new URL(String(params.redirect_uri)).host,
        scopes: splitScope(params.scope).map((name) => ({
          name,
          text: scopeText(name),
          isNew: !known.has(name),
          isIncluded: account?.includes(name) ?? true,
        })),
        mustSignInAgain: prompt.reasons.some((reason) => reason === "login_prompt" || reason === "max_age"),
        userId,
      };
    },

    async signedIn(ctx, userId) {
      const interaction = await pending(ctx, "login");
      const accountId = accountIdOf(userId);
      await forgetOtherUser(ctx, interaction, accountId);
      await answer(ctx, { login: { accountId } });
    },

    async approve(ctx) {
      const { params, session } = await pending(ctx, "consent");
      const browser = await browserSession(ctx, { orm, config });
      if (!session || !browser || accountIdOf(browser.user.id) !== session.accountId) {
        throw new SignInRequired("You have signed out meanwhile. Start again from the app.");
      }
      const account = accountOf(browser.user, tiers);
      const scopes = splitScope(params.scope).filter(account.includes);
      const origin = { actor: "user", address: ctx.ip } as const;
      await rememberConsent(orm.em.fork(), browser.user.id, String(params.client_id), scopes, origin);
      const grant = await makeGrant(engine.provider, account, params);
      await answer(ctx, { consent: { grantId: grant.jti } });
    },

    async deny(ctx) {
      await pending(ctx, "consent");
      await answer(ctx, { error: "access_denied", error_description: "The user did not allow access." });
    },

    async abandon(ctx) {
      await (await find(ctx)).destroy();
    },
  };
}
