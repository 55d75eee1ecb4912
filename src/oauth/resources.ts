import { apiScopes } from "./scopes.js";

/** The doors that take an access token. */
export type Door = "graphql" | "api";

const doors: readonly Door[] = ["graphql", "api"];
const wellKnown = "/.well-known/oauth-protected-resource";

/** The audience of a token whose client named no resource, as a GPT never does: every door takes it. */
export const defaultResource = (publicUrl: string): string => publicUrl;

const resourceOf = (publicUrl: string, door: Door) => `${publicUrl}/${door}`;

/** The audience that a token for `resource` carries, or null where that is none of ours (RFC 8707, section 2). */
export function audienceOf(publicUrl: string, resource: string): string | null {
  // Clients write a bare origin with and without the slash; both mean the same.
  const name = resource === `${publicUrl}/` ? publicUrl : resource;
  const known = [defaultResource(publicUrl), ...doors.map((door) => resourceOf(publicUrl, door))];
  return known.includes(name) ? name : null;
}

export const accepts = (publicUrl: string, door: Door, audience: string): boolean =>
  audience === defaultResource(publicUrl) || audience === resourceOf(publicUrl, door);

/** The document at a well-known address of RFC 9728, section 3.1, or null where there is none. */
export function protectedResource(publicUrl: string, path: string) {
  if (!path.startsWith(wellKnown)) return null;
  const resource = publicUrl + path.slice(wellKnown.length);
  if (audienceOf(publicUrl, resource) !== resource) return null;
  return {
    resource,
    authorization_servers: [publicUrl],
    scopes_supported: apiScopes,
    bearer_methods_supported: ["header"],
  };
}
