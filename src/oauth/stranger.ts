import type { EntityManager } from "@mikro-orm/postgresql";
import type { ClientMetadata } from "oidc-provider";
import { record } from "../audit/record.js";
import { Client } from "./Client.js";
import { isTrustedRedirect, refuseRedirectUri } from "./redirectUri.js";

/** A standard's word (RFC 7591, section 3.2.2) and what to do about it. */
type Refusal = readonly [error: "invalid_redirect_uri" | "invalid_client_metadata", description: string];

const kept = new Set(["client_id", "client_id_issued_at", "client_name", "redirect_uris"]);
const mostRedirects = 10;

/** Long enough for any; an index of the database takes no more than some 2,000 bytes. */
const longestDocumentId = 500;

/** An id that is the address of a document, in which the app says what it is (draft-ietf-oauth-client-id-metadata-document). */
export const isDocumentId = (id: string): boolean =>
  id.startsWith("https://") && id.length <= longestDocumentId;

/** Why an app that nobody here knows may not be, or no more where the operator's list has changed. */
export const refuseStranger = (metadata: ClientMetadata, hosts: readonly string[]): Refusal | null =>
  refuseRedirects(metadata.redirect_uris, hosts) ?? refuseWays(metadata);

/**
 * Makes of what an app says of itself what it is here: a public client with PKCE, which may ask for every scope, for
 * people decide. All else is dropped: nothing that it names is fetched or shown, such as a logo.
 */
export function admitStranger(metadata: ClientMetadata): void {
  const redirectUris = metadata.redirect_uris!;
  for (const key of Object.keys(metadata)) if (!kept.has(key)) delete metadata[key];
  Object.assign(metadata, {
    client_name: readableName(metadata.client_name) || new URL(redirectUris[0]!).host,
    application_type: redirectUris.some((uri) => uri.startsWith("http:")) ? "native" : "web",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    self_registered: true,
  });
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

type Described = Pick<ClientMetadata, "client_id" | "client_name" | "redirect_uris">;

/** Keeps what was admitted, and tells what is kept: the operator may have revoked it, or narrowed what it may ask for. */
export async function keepStranger(
  em: EntityManager,
  described: Described,
  address: string | null,
): Promise<Client> {
  const id = described.client_id;
  const [name, redirectUris] = [described.client_name!, [...described.redirect_uris!]];
  const known = await em.findOne(Client, { id });
  const isSame = known?.name === name && String(known.redirectUris) === String(redirectUris);
  if (known && isSame) return known;
  return em.transactional(async (inner) => {
    const action = known ? "client-updated" : "client-created";
    await record(inner, { action, actor: "client", clientId: id, address });
    return inner.upsert(
      Client,
      { id, name, redirectUris, grantTypes: ["authorization_code", "refresh_token"], selfRegistered: true },
      { onConflictMergeFields: ["name", "redirectUris"] },
    );
  });
}
