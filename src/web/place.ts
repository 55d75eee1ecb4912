import type { Context } from "koa";
import type { Interactions } from "../oauth/interactions.js";
import type { User } from "../users/User.js";
import { seeOther } from "./forms.js";

/** Where a form stands, and where it leads: to a page of ours, or on with the request of an app. */
export interface Place {
  readonly signIn: string;
  readonly signUp: string;
  readonly clientName: string | null;
  /** A live session is not enough. */
  readonly mustSignInAgain: boolean;
  goOn(user: User): Promise<void>;
}

export async function placeOf(ctx: Context, interactions: Interactions): Promise<Place> {
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
