import { randomBytes } from "node:crypto";
import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context } from "koa";
import type { Person } from "../account/changes.js";
import { networkOf } from "../audit/networkOf.js";
import { type Origin, record } from "../audit/record.js";
import type { Config } from "../config.js";
import type { Viewer } from "../context.js";
import { deviceIn } from "../users/deviceIn.js";
import { endSession, sessionCookie, startSession } from "../users/Session.js";
import { User } from "../users/User.js";
import { formToken } from "./csrf.js";
import type { Visitor } from "./html.js";

/** What pages know of the browser that asks for them, and what they keep in it. */
export class Browser {
  private readonly session;
  private readonly guest;

  constructor(
    private readonly orm: MikroORM,
    { publicUrl }: Config,
  ) {
    this.session = sessionCookie(publicUrl);
    const { maxAge: _untilClosed, ...options } = this.session.options;
    this.guest = { name: `${this.session.name}-form`, options };
  }

  async user(ctx: Context): Promise<User | null> {
    const viewer: Viewer | null = ctx.state.viewer;
    return viewer?.userId ? this.orm.em.fork().findOne(User, viewer.userId) : null;
  }

  /** Key of the form tokens of someone signed in. */
  sessionSecret(ctx: Context): string | undefined {
    return ctx.cookies.get(this.session.name, { signed: false });
  }

  /** Key of the form tokens of someone who is not: sign-in and sign-up need them as well (RFC 9700, section 4.7). */
  guestSecret(ctx: Context): string {
    const known = ctx.cookies.get(this.guest.name, { signed: false });
    if (known) return known;
    const secret = randomBytes(32).toString("base64url");
    this.keep(ctx, this.guest, secret);
    return secret;
  }

  async visitor(ctx: Context): Promise<Visitor | null> {
    const user = await this.user(ctx);
    return user && this.visitorFor(ctx, user);
  }

  visitorFor(ctx: Context, { name, email }: User): Visitor {
    return { name, email, signOutToken: formToken(this.sessionSecret(ctx) ?? "", "/sign-out") };
  }

  /** Always a new session, so that one planted before the sign-in is worth nothing; the old one ends. */
  async enter(ctx: Context, user: User): Promise<void> {
    const before = this.sessionSecret(ctx);
    const token = await this.orm.em.fork().transactional(async (em) => {
      if (before) await endSession(em, before);
      await record(em, { action: "sign-in", userId: user.id, ...this.origin(ctx) });
      return startSession(em, user, {
        device: deviceIn(ctx.get("User-Agent")),
        network: networkOf(ctx.ip),
      });
    });
    this.keep(ctx, this.session, token);
  }

  async leave(ctx: Context, user: User): Promise<void> {
    await this.orm.em.fork().transactional(async (em) => {
      await endSession(em, this.sessionSecret(ctx) ?? "");
      await record(em, { action: "sign-out", userId: user.id, ...this.origin(ctx) });
    });
    this.forget(ctx);
  }

  /** Takes the session's cookie back; the session itself has ended. */
  forget(ctx: Context): void {
    this.keep(ctx, this.session, null);
  }

  /** Who changes their account in this browser; only for someone signed in. */
  person(ctx: Context, user: User): Person {
    return { user, address: ctx.ip, sessionId: (ctx.state.viewer as Viewer).sessionId! };
  }

  /** Who sits at this browser, as the audit names them. */
  origin = (ctx: Context): Origin => ({ actor: "user", address: ctx.ip });

  private keep(ctx: Context, cookie: typeof this.session | typeof this.guest, value: string | null): void {
    // Whatever the proxy in front told us: PUBLIC_URL decides, or a missing header would break every sign-in.
    ctx.cookies.secure = cookie.options.secure;
    ctx.cookies.set(cookie.name, value, cookie.options);
  }
}
