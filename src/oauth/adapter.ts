import { hash } from "node:crypto";
import { ForeignKeyConstraintViolationException, type MikroORM } from "@mikro-orm/postgresql";
import type { Adapter, AdapterPayload, ClientMetadata } from "oidc-provider";
import { errors, Provider } from "oidc-provider";
import { record } from "../audit/record.js";
import { userIdOf } from "./accountId.js";
import { Client } from "./Client.js";
import { grantTypes } from "./grantTypes.js";
import { isDocumentId, keepStranger } from "./stranger.js";

/**
 * A refresh token may be spent again within this time, each time for a pair of its own: a client whose answer
 * was lost, or that refreshes from two machines at once, is no thief.
 */
const grace = "interval '10 seconds'";

/** The engine's storage; it asks for one per model. `orm.em` finds the transaction of the request by itself. */
export const createAdapter = (orm: MikroORM) => (model: string) => {
  if (model === "Client") return new ClientAdapter(model, orm);
  if (model === "ReplayDetection") return new ReplayAdapter(model, orm);
  return model in resumedBy ? new ResumedAdapter(model, orm) : new ArtifactAdapter(model, orm);
};

class ArtifactAdapter implements Adapter {
  /** Codes know no grace, and no clock: a rival's transaction may have begun after ours. */
  private readonly spendable: string;

  constructor(
    protected readonly model: string,
    protected readonly orm: MikroORM,
  ) {
    const inGrace = model === "RefreshToken" ? ` or consumed_at > now() - ${grace}` : "";
    this.spendable = `(consumed_at is null${inGrace})`;
  }

  async upsert(id: string, payload: AdapterPayload, lifeSeconds?: number): Promise<void> {
    const { clientId, grantId, uid, userCode } = payload;
    const accountId = personIn(payload);
    const row = {
      id: keyOf(this.model, id),
      model: this.model,
      payload: JSON.stringify(withoutSecrets(payload, id)),
      grant_id: grantId ? keyOf("Grant", grantId) : null,
      user_id: accountId ? userIdOf(accountId) : null,
      client_id: clientId ?? null,
      uid: uid ?? null,
      user_code: userCode ? keyOf("UserCode", userCode) : null,
      expires_at: lifeSeconds ? new Date(Date.now() + lifeSeconds * 1000) : null,
    };
    const columns = Object.keys(row);
    try {
      await this.orm.em.execute(
        `insert into oauth_artifacts (${columns}) values (${columns.map(() => "?")})
         on conflict (id) do update set ${columns.map((column) => `${column} = excluded.${column}`)}`,
        Object.values(row),
      );
    } catch (cause) {
      // Its grant, user or client was ended at this very moment.
      if (cause instanceof ForeignKeyConstraintViolationException) throw new errors.InvalidGrant({ cause });
      throw cause;
    }
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = await this.findBy("id", keyOf(this.model, id));
    return found && withSecrets(found.payload, id);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return (await this.findBy("uid", uid))?.payload;
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    const found = await this.findBy("user_code", keyOf("UserCode", userCode));
    return found && { ...found.payload, userCode, jti: rowName(found.id) };
  }

  /** One statement decides who spends it, so that of any number of rivals one does. */
  async consume(id: string): Promise<void> {
    const key = keyOf(this.model, id);
    const spent = await this.orm.em.execute(
      `update oauth_artifacts set consumed_at = coalesce(consumed_at, now())
       where id = ? and ${this.spendable} returning true`,
      [key],
    );
    if (spent.length > 0) return;
    // Who comes second ends what the first one got, however close they were (RFC 9700, section 4.2.4).
    await this.endGrant("id = (select grant_id from oauth_artifacts where id = ?)", key);
    throw new errors.InvalidGrant({ detail: "spent meanwhile" });
  }

  async destroy(id: string): Promise<void> {
    await this.orm.em.execute("delete from oauth_artifacts where id = ?", [keyOf(this.model, id)]);
  }

  /** Asked for each model in turn, the first time ends them all: rivals must lock the grant first, then what hangs on it. */
  async revokeByGrantId(grantId: string): Promise<void> {
    await this.endGrant("id = ?", keyOf("Grant", grantId));
  }

  private async endGrant(condition: string, key: Buffer): Promise<void> {
    const [ended] = await this.orm.em.execute<{ userId: number | null; clientId: string }[]>(
      `delete from oauth_artifacts where ${condition} returning user_id as "userId", client_id as "clientId"`,
      [key],
    );
    const ctx = Provider.ctx;
    if (!ended || !ctx) return;
    const action = ctx.oidc.route === "revocation" ? "token-revoked" : "token-reused";
    await record(this.orm.em, { action, actor: "client", address: ctx.ip, ...ended });
  }

  private async findBy(column: "id" | "uid" | "user_code", value: Buffer | string) {
    // Token requests under one grant take turns, or those that spend and those that revoke would wait for each other.
    const turn = this.model === "Grant" && this.orm.em.isInTransaction() ? "for update" : "";
    const [row] = await this.orm.em.execute<{ id: Buffer; payload: AdapterPayload; consumed: boolean }[]>(
      `select id, payload, not ${this.spendable} as consumed from oauth_artifacts
       where ${column} = ? and model = ? limit 1 ${turn}`,
      [value, this.model],
    );
    return row && { id: row.id, payload: { ...row.payload, ...(row.consumed && { consumed: true }) } };
  }
}

/** What a pending request belongs to, and where the engine comes back to it. */
const resumedBy: Record<string, string> = {
  DeviceCode: "device_resume",
  PushedAuthorizationRequest: "resume",
};

/**
 * A pending request must not hold the secret of what it belongs to, and the person who types a code does not even
 * know it: the row is then called by its key.
 */
class ResumedAdapter extends ArtifactAdapter {
  override async find(id: string): Promise<AdapterPayload | undefined> {
    // Whoever reads the table knows the keys, so none is good where the secret is asked for.
    if (isRowName(id) && Provider.ctx?.oidc.route !== resumedBy[this.model]) return undefined;
    return super.find(id);
  }
}

/** Assertions that clients have authenticated with: of two at the same moment only one is the first. */
class ReplayAdapter extends ArtifactAdapter {
  override async upsert(id: string, payload: AdapterPayload, lifeSeconds: number): Promise<void> {
    const inserted = await this.orm.em.execute(
      `insert into oauth_artifacts (id, model, payload, expires_at) values (?, ?, ?, ?)
       on conflict (id) do nothing returning true`,
      [keyOf(this.model, id), this.model, JSON.stringify(payload), new Date(Date.now() + lifeSeconds * 1000)],
    );
    if (inserted.length === 0) throw new errors.InvalidClientAuth("the assertion was used before");
  }
}

/** Apps are not artifacts: they have a table of their own. */
class ClientAdapter extends ArtifactAdapter {
  override async find(id: string): Promise<ClientMetadata | undefined> {
    // PostgreSQL takes no NUL, and an id of ours has no other odd character either.
    if (!/^[\x21-\x7e]+$/.test(id)) return undefined;
    if (isReadAnew(id)) return undefined;
    const client = await this.em.findOne(Client, { id, revokedAt: null });
    return client ? metadataOf(client) : undefined;
  }

  /** Only apps that register by themselves come this way. */
  override async upsert(_id: string, metadata: ClientMetadata): Promise<void> {
    await keepStranger(this.em, metadata, Provider.ctx?.ip ?? null);
  }

  override async destroy(id: string): Promise<void> {
    await this.em.nativeDelete(Client, { id, selfRegistered: true });
    const address = Provider.ctx?.ip ?? null;
    await record(this.em, { action: "client-revoked", actor: "client", clientId: id, address });
  }

  /** A fork of its own, but on the connection of the request's transaction. */
  private get em() {
    return this.orm.em.fork({ keepTransactionContext: true });
  }
}

/** Where a request starts the engine reads an app's document; later steps take what was kept of it, and fetch nothing. */
export function isReadAnew(id: string): boolean {
  const route = Provider.ctx?.oidc.route;
  return isDocumentId(id) && (route === "authorization" || route === "pushed_authorization_request");
}

/** As RFC 7591 names things; the engine checks it. */
function metadataOf(client: Client): ClientMetadata {
  // A client that has no redirect URI yet is known to the engine, but can start nothing in a browser.
  const canStart = client.redirectUris.length > 0 && client.grantTypes.includes("authorization_code");
  return {
    client_id: client.id,
    client_id_issued_at: Math.floor(client.createdAt.getTime() / 1000),
    client_name: client.name,
    redirect_uris: client.redirectUris,
    response_types: canStart ? ["code"] : [],
    grant_types: client.grantTypes.map((name) => grantTypes[name]),
    application_type: client.isNative ? "native" : "web",
    token_endpoint_auth_method: authMethodOf(client),
    jwks_uri: client.jwksUri ?? undefined,
    // The engine hands it back to be compared: see provider.ts.
    client_secret: client.secretHash ?? undefined,
    require_pkce: client.requirePkce,
    first_party: client.firstParty,
    self_registered: client.selfRegistered,
    allowed_scopes: client.scopes ?? undefined,
  };
}

/** Whom it is about, so that it goes with them; a pending request names its person further down. */
const personIn = ({ accountId, session, result }: AdapterPayload): string | undefined =>
  accountId ?? session?.accountId ?? result?.login?.accountId;

function authMethodOf({ isPublic, jwksUri }: Client): ClientMetadata["token_endpoint_auth_method"] {
  if (jwksUri) return "private_key_jwt";
  return isPublic ? "none" : "client_secret_post";
}

/** The model is part of it, so that an id never opens anything but what it was made for. */
export function keyOf(model: string, id: string): Buffer {
  if (model in resumedBy && isRowName(id)) return Buffer.from(id.slice(1), "base64url");
  // To a door both are access tokens, which it must find in one read.
  const purpose = model === "ClientCredentials" ? "AccessToken" : model;
  return hash("sha256", `${purpose}:${id}`, "buffer");
}

/** No id of the engine's looks like it. */
const rowName = (key: Buffer): string => `#${key.toString("base64url")}`;
const isRowName = (id: string): boolean => id.startsWith("#");

/**
 * The engine repeats the id in what it stores, and an interaction names the cookie of its session. What stays,
 * grant ids and the second names of sessions, opens nothing: no door takes one.
 */
function withoutSecrets({ jti, userCode, ...payload }: AdapterPayload, id: string): AdapterPayload {
  const { session, returnTo, parJti } = payload;
  return {
    ...payload,
    ...(session && { session: { ...session, cookie: undefined } }),
    ...(returnTo && { returnTo: returnTo.replace(id, "") }),
    ...(parJti && { parJti: rowName(keyOf("PushedAuthorizationRequest", parJti)) }),
  };
}

const withSecrets = (payload: AdapterPayload, id: string): AdapterPayload => ({
  ...payload,
  jti: id,
  ...(payload.returnTo && { returnTo: payload.returnTo + id }),
});
