import type { AuthCheckerFn } from "type-graphql";
import type { Context, Viewer } from "../context.js";
import { InsufficientScope, SignInRequired } from "../errors.js";

/** `@Authorized("foods:read")` for sessions and tokens alike: somebody must ask, and be allowed all that is named. */
export const authChecker: AuthCheckerFn<Context> = ({ context: { viewer } }, scopes) => {
  if (!viewer) throw new SignInRequired();
  for (const scope of scopes) requireScope(viewer, scope);
  return true;
};

export function requireScope(viewer: Viewer | null, scope: string): void {
  if (!viewer) throw new SignInRequired();
  if (!viewer.scopes.has(scope)) throw new InsufficientScope(scope);
}
