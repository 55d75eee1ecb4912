import type { EntityManager } from "@mikro-orm/postgresql";
import type { Action } from "../audit/AuditEvent.js";
import { commandLine, type NewEvent, record } from "../audit/record.js";
import { NotFound } from "../errors.js";
import { Client, type ClientChanges, type NewClient } from "./Client.js";
import { apiScopes } from "./scopes.js";

/** What operators see of a client; never its secret's hash. */
export interface ClientSheet {
  readonly id: string;
  readonly name: string;
  readonly kind: "confidential" | "gpt" | "public";
  /** The operator's own, which people need not allow. */
  readonly firstParty: boolean;
  /** Whether it came by itself, and nobody here made it. */
  readonly selfRegistered: boolean;
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
  /** At `/graphql` it may send registered documents alone. */
  readonly trustedDocumentsOnly: boolean;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

/** The secret is in this answer and nowhere else; a public client has none. */
export type WithSecret = ClientSheet & { readonly secret: string | null };

/** Who does it, as the audit names them. */
type By = Pick<NewEvent, "actor" | "address" | "userId">;

export async function createClient(
  em: EntityManager,
  wanted: NewClient,
  by: By = commandLine,
): Promise<WithSecret> {
  const { client, secret } = Client.make(wanted);
  await em.transactional(async (inner) => {
    await inner.persist(client).flush();
    await record(inner, { action: "client-created", clientId: client.id, ...by });
  });
  return { ...sheetOf(client), secret };
}

export async function listClients(em: EntityManager): Promise<ClientSheet[]> {
  const clients = await em.find(Client, {}, { orderBy: { createdAt: "asc", id: "asc" } });
  return clients.map(sheetOf);
}

export async function findClient(em: EntityManager, id: string): Promise<ClientSheet> {
  return sheetOf(await load(em, id));
}

export async function addRedirect(
  em: EntityManager,
  id: string,
  uri: string,
  by: By = commandLine,
): Promise<ClientSheet> {
  return change(em, id, "client-updated", by, (client) => client.addRedirectUri(uri));
}

export async function removeRedirect(
  em: EntityManager,
  id: string,
  uri: string,
  by: By = commandLine,
): Promise<ClientSheet> {
  return change(em, id, "client-updated", by, (client) => client.removeRedirectUri(uri));
}

export async function updateClient(
  em: EntityManager,
  id: string,
  changes: ClientChanges,
): Promise<ClientSheet> {
  return change(em, id, "client-updated", commandLine, (client) => client.update(changes));
}

export async function rotateSecret(em: EntityManager, id: string, by: By = commandLine): Promise<WithSecret> {
  let secret = "";
  const sheet = await change(em, id, "client-secret-rotated", by, (client) => {
    secret = client.rotateSecret();
  });
  return { ...sheet, secret };
}

/** Ends its tokens as well; there is no way back but a new client. */
export async function revokeClient(em: EntityManager, id: string): Promise<ClientSheet> {
  return change(em, id, "client-revoked", commandLine, (client) => client.revoke());
}

/** Both are written, or neither. */
function change(
  em: EntityManager,
  id: string,
  action: Action,
  by: By,
  edit: (client: Client) => void,
): Promise<ClientSheet> {
  return em.transactional(async (inner) => {
    const client = await load(inner, id);
    edit(client);
    await record(inner, { action, clientId: id, ...by });
    return sheetOf(client);
  });
}

async function load(em: EntityManager, id: string): Promise<Client> {
  const client = await em.findOne(Client, { id });
  if (!client) throw new NotFound(`There is no client ${id}. All of them: npx larder client list`);
  return client;
}

const sheetOf = (client: Client): ClientSheet => ({
  id: client.id,
  name: client.name,
  kind: client.isPublic ? "public" : client.requirePkce ? "confidential" : "gpt",
  firstParty: client.firstParty,
  selfRegistered: client.selfRegistered,
  grantTypes: client.grantTypes,
  redirectUris: client.redirectUris,
  scopes: client.scopes ?? apiScopes,
  trustedDocumentsOnly: client.trustedDocumentsOnly,
  createdAt: client.createdAt,
  revokedAt: client.revokedAt,
});
