import type { EntityManager } from "@mikro-orm/postgresql";
import type { ClientMetadata } from "oidc-provider";
import { record } from "../audit/record.js";
import { Client } from "./Client.js";
import { isTrustedHost, isTrustedRedirect, refuseRedirectUri } from "./redirectUri.js";

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
  refuseRedirects(metadata.redirect_uris, hosts) ?? refuseWays(metadata) ?? refuseKeys(metadata, hosts);

/**
 * Makes of what an app says of itself what it is here: a client with PKCE and without a secret, which may ask for every
 * scope, for people decide. All else is dropped: nothing else that it names is fetched or shown, such as a logo.
 */
export function admitStranger(metadata: ClientMetadata): void {
  const redirectUris = metadata.redirect_uris!;
  const jwksUri = hasKeys(metadata) ? metadata.jwks_uri : undefined;
  for (const key of Object.keys(metadata)) if (!kept.has(key)) delete metadata[key];
  Object.assign(metadata, {
    client_name: readableName(metadata.client_name) || new URL(redirectUris[0]!).host,
    application_type: redirectUris.some((uri) => uri.startsWith("http:")) ? "native" : "web",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: jwksUri ? "private_key_jwt" : "none",
    jwks_uri: jwksUri,
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

function refuseWays({ grant_types, response_types }: ClientMetadata): Refusal | null {
  const lacks = (list: unknown, name: string) =>
    list !== undefined && !(Array.isArray(list) && list.includes(name));
  if (lacks(grant_types, "authorization_code")) {
    return ["invalid_client_metadata", "grant_types must include authorization_code"];
  }
  if (lacks(response_types, "code")) return ["invalid_client_metadata", "response_types must include code"];
  return null;
}

const hasKeys = ({ token_endpoint_auth_method }: ClientMetadata): boolean =>
  token_endpoint_auth_method === "private_key_jwt";

/** The host of a document says whose keys they are; behind a registration stands nobody who could. */
function refuseKeys(metadata: ClientMetadata, hosts: readonly string[]): Refusal | null {
  const refuse = (description: string): Refusal => ["invalid_client_metadata", description];
  if (!hasKeys(metadata)) return null;
  if (!isDocumentId(metadata.client_id)) return refuse("token_endpoint_auth_method must be none");
  const url = URL.parse(String(metadata.jwks_uri));
  if (url?.protocol !== "https:" || url.href.length > longestDocumentId || !isTrustedHost(url.host, hosts)) {
    return refuse("private_key_jwt needs a jwks_uri, over https and at a host that this server trusts");
  }
  return null;
}

/** Without line breaks, invisible characters and those that turn the direction of what follows. */
const readableName = (name: unknown): string =>
  typeof name === "string" ? [...name.replace(/\p{C}/gu, "").trim()].slice(0, 80).join("") : "";

type Described = Pick<ClientMetadata, "client_id" | "client_name" | "redirect_uris" | "jwks_uri">;

/** Keeps what was admitted, and tells what is kept: the operator may have revoked it, or narrowed what it may ask for. */
export async function keepStranger(
  em: EntityManager,
  described: Described,
  address: string | null,
): Promise<Client> {
  const id = described.client_id;
  const [name, redirectUris] = [described.client_name!, [...described.redirect_uris!]];
  const known = await em.findOne(Client, { id });
  const jwksUri = described.jwks_uri ?? null;
  const now = JSON.stringify([name, redirectUris, jwksUri]);
  if (known && JSON.stringify([known.name, known.redirectUris, known.jwksUri]) === now) return known;
  return em.transactional(async (inner) => {
    const action = known ? "client-updated" : "client-created";
    await record(inner, { action, actor: "client", clientId: id, address });
    return inner.upsert(
      Client,
      {
        id,
        name,
        redirectUris,
        jwksUri,
        grantTypes: ["authorization_code", "refresh_token"],
        selfRegistered: true,
      },
      { onConflictMergeFields: ["name", "redirectUris", "jwksUri"] },
    );
  });
}
