import type { MikroORM } from "@mikro-orm/postgresql";
import type { Context, Middleware } from "koa";
import type { Config } from "../config.js";
import type { Viewer } from "../context.js";
import { InvalidToken } from "../errors.js";
import type { Bearer } from "../oauth/bearer.js";
import type { Door } from "../oauth/resources.js";
import { findSession, sessionCookie } from "../users/Session.js";
import type { Tiers } from "../users/tiers.js";
import { doorOf } from "./door.js";

interface ViewerParts {
  readonly orm: MikroORM;
  readonly config: Config;
  readonly tiers: Tiers;
  /** Who an access token speaks for, at this door; throws for any other token. */
  readonly bearer: Pick<Bearer, "atHand"> & ((token: string, door: Door) => Promise<Viewer>);
}

/** Sets `ctx.state.viewer`, null for anyone unknown: by token at the doors for clients, by session for people. */
export function viewer({ orm, config, tiers, bearer }: ViewerParts): Middleware {
  const cookie = sessionCookie(config.publicUrl);

  async function bySession(ctx: Context): Promise<Viewer | null> {
    const token = ctx.cookies.get(cookie.name, { signed: false });
    const session = token ? await findSession(orm.em.fork(), token) : null;
    // People may do all that their account can; scopes are for what they lend to clients.
    if (!session) return null;
    const { id: userId, tier, isOperator } = session.user;
    return { userId, clientId: null, tier, scopes: tiers.of(tier).scopes, sessionId: session.id, isOperator };
  }

  function find(ctx: Context): Promise<Viewer | null> | Viewer | null {
    const door = doorOf(ctx.path);
    if (!door) return bySession(ctx);
    const { authorization } = ctx.req.headers;
    if (authorization) {
      const token = readBearer(authorization);
      return bearer.atHand(token, door) ?? bearer(token, door);
    }
    // A cookie travels with requests that the user did not mean to make: the REST facade has no guard against those.
    return door === "graphql" ? bySession(ctx) : null;
  }

  return async (ctx, next) => {
    ctx.state.viewer = await find(ctx);
    await next();
  };
}

/** RFC 6750, section 2.1; undefined where it is none. Only the header counts: addresses end up in logs. */
export const tokenIn = (authorization: string): string | undefined =>
  /^Bearer +([\w\-.~+/]+=*)$/i.exec(authorization)?.[1];

function readBearer(authorization: string): string {
  const token = tokenIn(authorization);
  if (!token) throw new InvalidToken("The Authorization header must read: Bearer <access token>.");
  return token;
}
