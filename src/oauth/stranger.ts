import type { EntityManager } from "@mikro-orm/postgresql";
import type { ClientMetadata } from "oidc-provider";
import { Client } from "./Client.js";
import { isTrustedRedirect, refuseRedirectUri } from "./redirectUri.js";

/** A standard's word (RFC 7591, section 3.2.2) and what to do about it. */
type Refusal = readonly [error: "invalid_redirect_uri" | "invalid_client_metadata", description: string];

const kept = new Set(["client_id", "client_id_issued_at", "client_name", "redirect_uris"]);
const mostRedirects = 10;

/**
 * Makes of what an app says of itself what it is here, or says why not: a public client with PKCE, which may ask for
 * every scope, for people decide. All else is dropped: nothing that it names is fetched or shown, such as a logo.
 */
export function admitStranger(metadata: ClientMetadata, hosts: readonly string[]): Refusal | null {
  const refusal = refuseRedirects(metadata.redirect_uris, hosts) ?? refuseWays(metadata);
  if (refusal) return refusal;
  const redirectUris = metadata.redirect_uris!;
  for (const key of Object.keys(metadata)) if (!kept.has(key)) delete metadata[key];
  Object.assign(metadata, {
    client_name: readableName(metadata.client_name) || new URL(redirectUris[0]!).host,
    application_type: redirectUris.some((uri) => uri.startsWith("http:")) ? "native" : "web",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  });
  return null;
}

function refuseRedirects(uris: unknown, hosts: readonly string[]): Refusal | null {
  const refuse = (description: string): Refusal => ["invalid_redirect_uri", description];
  if (!Array.isArray(uris) || uris.length === 0 || uris.length > mostRedirects) {
    return refuse(`redirect_uris must be a list of 1 to ${mostRedirects} addresses`);
  }
  for (const uri of uris) {
    if (typeof uri !== "string") return refuse("redirect_uris must be strings");
    const reason = refuseRedirectUri(uri);
    if (reason) return refuse(reason);
    if (!isTrustedRedirect(uri, hosts)) {
      return refuse(`${new URL(uri).host} is not a host that this server sends people to unasked`);
    }
  }
  return null;
}

function refuseWays({
  grant_types,
  response_types,
  token_endpoint_auth_method,
}: ClientMetadata): Refusal | null {
  const lacks = (list: unknown, name: string) =>
    list !== undefined && !(Array.isArray(list) && list.includes(name));
  if (lacks(grant_types, "authorization_code")) {
    return ["invalid_client_metadata", "grant_types must include authorization_code"];
  }
  if (lacks(response_types, "code")) return ["invalid_client_metadata", "response_types must include code"];
  if (token_endpoint_auth_method === "private_key_jwt") {
    return ["invalid_client_metadata", "token_endpoint_auth_method must be none"];
  }
  return null;
}

/** Without line breaks, invisible characters and those that turn the direction of what follows. */
const readableName = (name: unknown): string =>
  typeof name === "string" ? [...name.replace(/\p{C}/gu, "").trim()].slice(0, 80).join("") : "";

/** Keeps what was admitted. */
export async function keepStranger(em: EntityManager, metadata: ClientMetadata): Promise<void> {
  await em.upsert(
    Client,
    {
      id: metadata.client_id,
      name: metadata.client_name!,
      redirectUris: [...metadata.redirect_uris!],
      grantTypes: ["authorization_code", "refresh_token"],
      selfRegistered: true,
    },
    { onConflictMergeFields: ["name", "redirectUris"] },
  );
}
