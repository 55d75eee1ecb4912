import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import { BadInput, Forbidden, NotFound } from "../errors.js";
import { checkServer } from "../gpt/checkServer.js";
import { gptSheet } from "../gpt/sheet.js";
import {
  addRedirect,
  createClient,
  listClients,
  removeRedirect,
  rotateSecret,
  type WithSecret,
} from "../oauth/clients.js";
import type { User } from "../users/User.js";
import type { RequireUser } from "./account.js";
import type { Browser } from "./browser.js";
import { copyScriptPath } from "./copyScript.js";
import { formToken, requireFormToken } from "./csrf.js";
import { orRefusal, readForm, seeOther } from "./forms.js";
import { setupGptPage } from "./pages/setupGptPage.js";

interface Parts {
  readonly orm: MikroORM;
  readonly browser: Browser;
  readonly publicUrl: string;
  readonly requireUser: RequireUser;
}

const path = "/setup/gpt";

/** ChatGPT's two hosts, either of which may be where a GPT sends people back to. */
const callback = /^https:\/\/(?:chat\.openai\.com|chatgpt\.com)(\/aip\/[\w-]{1,100}\/oauth\/callback)$/;

const bothCallbacks = (uri: string): string[] => {
  const [, rest] = callback.exec(uri.trim()) ?? [];
  if (!rest)
    throw new BadInput(
      "A GPT's callback URL looks like https://chatgpt.com/aip/g-…/oauth/callback. Copy it whole.",
    );
  return [`https://chat.openai.com${rest}`, `https://chatgpt.com${rest}`];
};

/** What an operator needs to connect a custom GPT, on one page. */
export function setupGptHandlers({ orm, browser, publicUrl, requireUser }: Parts) {
  /** The operator, or null after sending the browser to sign in. */
  async function requireOperator(ctx: Context): Promise<User | null> {
    const user = await requireUser(ctx);
    if (user && !user.isOperator)
      throw new Forbidden(
        `Only operators of this server set up GPTs. Whoever has its command line makes one: npx larder user set-role ${user.email} operator`,
      );
    return user;
  }

  const by = (ctx: Context, user: User) => ({ actor: "operator" as const, address: ctx.ip, userId: user.id });

  async function show(
    ctx: Context,
    user: User,
    id: string,
    told: { readonly made?: WithSecret; readonly problem?: string } = {},
  ): Promise<void> {
    const all = await listClients(orm.em.fork());
    const clients = all.filter(
      ({ kind, revokedAt, selfRegistered }) => kind === "gpt" && !revokedAt && !selfRegistered,
    );
    const client = clients.find((one) => one.id === id) ?? null;
    if (id !== "" && !client) throw new NotFound("There is no such client of a GPT.");
    ctx.set("Content-Security-Policy", `${ctx.response.get("Content-Security-Policy")}; script-src 'self'`);
    const secret = browser.sessionSecret(ctx) ?? "";
    ctx.body = setupGptPage({
      visitor: browser.visitorFor(ctx, user),
      token: formToken(secret, path),
      script: copyScriptPath,
      clients,
      client,
      secret: told.made?.secret ?? null,
      problem: told.problem ?? null,
      sheet: client && gptSheet(publicUrl, client.id),
      checks: await checkServer(publicUrl),
    }).text;
  }

  return {
    async show(ctx: Context): Promise<void> {
      const user = await requireOperator(ctx);
      if (user) await show(ctx, user, String(ctx.query.client ?? ""));
    },

    /** What its button says is done to the client; one that holds a secret comes back at once, for it is shown once. */
    async change(ctx: Context): Promise<void> {
      const user = await requireOperator(ctx);
      if (!user) return;
      const { token, action, client, name, uri } = readForm(ctx, "token", "action", "client", "name", "uri");
      requireFormToken(browser.sessionSecret(ctx), path, token);
      const em = orm.em.fork();
      const work: Record<string, () => Promise<WithSecret | null>> = {
        create: () => createClient(em, { name, gpt: true }, by(ctx, user)),
        "rotate-secret": () => rotateSecret(em, client, by(ctx, user)),
        "add-callback": async () => {
          for (const one of bothCallbacks(uri)) await addRedirect(em, client, one, by(ctx, user));
          return null;
        },
        "remove-callback": async () => {
          await removeRedirect(em, client, uri, by(ctx, user));
          return null;
        },
      };
      const act = Object.hasOwn(work, action) ? work[action] : undefined;
      if (!act) throw new BadInput("Use one of the buttons on the page.");
      const done = await orRefusal(act());
      if (done instanceof BadInput) {
        ctx.status = done.status;
        return show(ctx, user, client, { problem: done.message });
      }
      if (done) return show(ctx, user, done.id, { made: done });
      seeOther(ctx, `${path}?client=${client}`);
    },
  };
}
