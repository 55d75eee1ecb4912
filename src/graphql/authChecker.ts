import type { AuthCheckerFn } from "type-graphql";
import type { Context, Viewer } from "../context.js";
import { Forbidden, InsufficientScope, SignInRequired } from "../errors.js";

/** What only people can do who are signed in in a browser: no token is ever enough, whatever it was granted. */
const session = "session";
/** What only those can do who run this server, in a browser too. */
const operator = "operator";

/** `@Authorized("foods:read")` for sessions and tokens alike: somebody must ask, and be allowed all that is named. */
export const authChecker: AuthCheckerFn<Context> = ({ context: { viewer } }, scopes) => {
  if (!viewer) throw new SignInRequired();
  for (const scope of scopes) {
    if (scope === session) requireSession(viewer);
    else if (scope === operator) requireOperator(viewer);
    else requireScope(viewer, scope);
  }
  return true;
};

function requireSession({ sessionId }: Viewer): void {
  if (sessionId === undefined)
    throw new Forbidden(
      "Only people themselves may do this, signed in in their browser; no access token may.",
    );
}

function requireOperator({ isOperator }: Viewer): void {
  if (!isOperator) throw new Forbidden("Only an operator may do this, signed in in a browser.");
}

export function requireScope(viewer: Viewer | null, scope: string): void {
  if (!viewer) throw new SignInRequired();
  if (!viewer.scopes.has(scope)) throw new InsufficientScope(scope);
}
