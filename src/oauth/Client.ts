import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { Entity, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { BadInput } from "../errors.js";
import { type GrantType, grantTypes, isGrantType } from "./grantTypes.js";
import { refuseRedirectUri } from "./redirectUri.js";
import { apiScopes, isApiScope } from "./scopes.js";

export interface NewClient {
  readonly name: string;
  readonly redirectUris?: readonly string[];
  /** Runs where no secret can be kept: a browser or a person's device. */
  readonly public?: boolean;
  /** A custom GPT: keeps a secret, but cannot do PKCE. */
  readonly gpt?: boolean;
  /** May get tokens for itself, without a person. */
  readonly clientCredentials?: boolean;
  /** Has no browser: its person enters a code on another device. */
  readonly device?: boolean;
  /** The operator's own: its people are not asked whether they allow it. */
  readonly firstParty?: boolean;
  /** All that it may ask for; every scope if absent. */
  readonly scopes?: readonly string[];
}

export interface ClientChanges {
  readonly name?: string;
  readonly scopes?: readonly string[];
  readonly grantTypes?: readonly string[];
  readonly trustedDocumentsOnly?: boolean;
}

/** An app that may ask people for access. */
@Entity({ tableName: "oauth_clients" })
export class Client {
  @PrimaryKey({ type: "text" })
  id!: string;

  @Property({ type: "text" })
  name!: string;

  /** SHA-256 of the secret, in hex; null for a public client. */
  @Property({ type: "text", nullable: true, hidden: true })
  secretHash: string | null = null;

  /** Where the public keys are that it authenticates with, for one that brought a document; null for any other. */
  @Property({ type: "text", nullable: true })
  jwksUri: string | null = null;

  @Property({ type: "text[]" })
  redirectUris: string[] = [];

  /** The scopes it may ask for; null means every scope. */
  @Property({ type: "text[]", nullable: true })
  scopes: string[] | null = null;

  /** The ways in which it may get a token. */
  @Property({ type: "text[]" })
  grantTypes: GrantType[] = [];

  @Property({ type: "boolean" })
  requirePkce: boolean = true;

  /** The operator's own app, which people need not allow. */
  @Property({ type: "boolean" })
  firstParty: boolean = false;

  /** At `/graphql` it may send the documents alone that were registered for it. */
  @Property({ type: "boolean" })
  trustedDocumentsOnly: boolean = false;

  /** Nobody here has made it: it came by itself, by registration or with a document of its own. */
  @Property({ type: "boolean" })
  selfRegistered: boolean = false;

  @Property({ type: "datetime" })
  createdAt: Date = new Date();

  @Property({ type: "datetime", nullable: true })
  revokedAt: Date | null = null;

  /** The secret is readable here and never again. */
  static make(wanted: NewClient): { client: Client; secret: string | null } {
    if (wanted.public && wanted.gpt)
      throw new BadInput("A GPT keeps a secret: it cannot be a public client.");
    const client = new Client();
    client.id = newClientId();
    client.name = checkedName(wanted.name);
    client.scopes = wanted.scopes?.length ? checkedScopes(wanted.scopes) : null;
    client.requirePkce = !wanted.gpt;
    client.firstParty = wanted.firstParty ?? false;
    for (const uri of wanted.redirectUris ?? []) client.addRedirectUri(uri);
    const secret = wanted.public ? null : client.renewSecret();
    client.grantTypes = client.checkedGrantTypes(grantTypesFor(wanted));
    return { client, secret };
  }

  get isPublic(): boolean {
    return this.secretHash === null && this.jwksUri === null;
  }

  /** An app on a person's device, which listens on a loopback port of its own (RFC 8252, section 7.3). */
  get isNative(): boolean {
    return this.isPublic && this.redirectUris.some((uri) => uri.startsWith("http:"));
  }

  addRedirectUri(uri: string): void {
    const refusal = refuseRedirectUri(uri);
    if (refusal) throw new BadInput(refusal);
    if (!this.redirectUris.includes(uri)) this.redirectUris = [...this.redirectUris, uri];
  }

  removeRedirectUri(uri: string): void {
    if (!this.redirectUris.includes(uri)) {
      const registered = this.redirectUris.join(", ") || "none";
      throw new BadInput(`${uri} is not registered. Registered: ${registered}.`);
    }
    this.redirectUris = this.redirectUris.filter((other) => other !== uri);
  }

  /** Leaves as it is what is not said. */
  update({ name, scopes, grantTypes, trustedDocumentsOnly }: ClientChanges): void {
    if (name !== undefined) this.name = checkedName(name);
    if (scopes?.length) this.scopes = checkedScopes(scopes);
    if (grantTypes?.length) this.grantTypes = this.checkedGrantTypes(grantTypes);
    if (trustedDocumentsOnly !== undefined) this.trustedDocumentsOnly = trustedDocumentsOnly;
  }

  /** Another secret, readable here and never again; the former one is none any more. */
  rotateSecret(): string {
    if (this.secretHash === null) throw new BadInput(`${this.id} has no secret.`);
    return this.renewSecret();
  }

  revoke(): void {
    this.revokedAt ??= new Date();
  }

  private checkedGrantTypes(names: readonly string[]): GrantType[] {
    const unknown = names.filter((name) => !isGrantType(name));
    if (unknown.length > 0) {
      const known = Object.keys(grantTypes).join(", ");
      throw new BadInput(`There is no grant type ${unknown.join(", ")}. There are: ${known}.`);
    }
    if (this.secretHash === null && names.includes("client_credentials")) {
      throw new BadInput("A client without a secret cannot get tokens for itself.");
    }
    return [...new Set(names.filter(isGrantType))];
  }

  private renewSecret(): string {
    const secret = `larder_secret_${randomBytes(32).toString("base64url")}`;
    this.secretHash = sha256(secret).toString("hex");
    return secret;
  }
}

export const newClientId = (): string => `client_${randomBytes(9).toString("hex")}`;

/** Plain SHA-256 is enough for 256 random bits, and costs each token request nothing. */
export function secretMatches(hash: string, secret: string): boolean {
  return timingSafeEqual(Buffer.from(hash, "hex"), sha256(secret));
}

function grantTypesFor({ redirectUris, gpt, device, clientCredentials }: NewClient): GrantType[] {
  // A GPT tells its callback address only after it was saved with its client id.
  const hasBrowser = gpt || (redirectUris && redirectUris.length > 0);
  const names: GrantType[] = [];
  if (hasBrowser) names.push("authorization_code");
  if (device) names.push("device_code");
  if (hasBrowser || device) names.push("refresh_token");
  if (clientCredentials) names.push("client_credentials");
  if (names.length === 0) {
    throw new BadInput(
      "A client needs at least one redirect URI, unless it is a device or gets tokens for itself only.",
    );
  }
  return names;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest();

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (!/^[^\p{C}]{1,80}$/u.test(trimmed))
    throw new BadInput("A client's name has 1 to 80 printable characters.");
  return trimmed;
}

function checkedScopes(scopes: readonly string[]): string[] {
  const unknown = scopes.filter((scope) => !isApiScope(scope));
  if (unknown.length > 0) {
    throw new BadInput(`There is no scope ${unknown.join(", ")}. There are: ${apiScopes.join(", ")}.`);
  }
  return [...scopes];
}
