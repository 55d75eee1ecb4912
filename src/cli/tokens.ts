import type { EntityManager } from "@mikro-orm/postgresql";
import { commandLine, record } from "../audit/record.js";
import { NotFound } from "../errors.js";
import { Artifact } from "../oauth/Artifact.js";
import { keyOf } from "../oauth/adapter.js";

/** What the commands show of a token; it is found by itself only, for the table holds no more than its hash. */
export interface TokenSheet {
  readonly kind: "access token" | "refresh token";
  readonly active: boolean;
  /** Global id of the person it speaks for; null for a client that acts for itself. */
  readonly user: string | null;
  readonly client: string | null;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
}

const kinds = {
  AccessToken: "access token",
  ClientCredentials: "access token",
  RefreshToken: "refresh token",
} as const;

export async function introspectToken(em: EntityManager, token: string): Promise<TokenSheet> {
  return sheetOf(await load(em, token));
}

/** Ends every token of the same authorization, so that neither half of a stolen pair is left. */
export async function revokeToken(em: EntityManager, token: string): Promise<TokenSheet> {
  const artifact = await load(em, token);
  const { user, client, grant, id } = artifact;
  await em.transactional(async (inner) => {
    await inner.nativeDelete(Artifact, { id: grant?.id ?? id });
    await record(inner, {
      action: "token-revoked",
      userId: user?.id,
      clientId: client?.id,
      ...commandLine,
    });
  });
  return { ...sheetOf(artifact), active: false };
}

async function load(em: EntityManager, token: string): Promise<Artifact> {
  const either = Object.keys(kinds).map((model) => ({ id: keyOf(model, token) }));
  const artifact = await em.findOne(Artifact, { $or: either }, { populate: ["user", "client"] });
  // It is not repeated: it may be another secret, pasted by mistake.
  if (!artifact) throw new NotFound("There is no such token: it never was, has ended, or was revoked.");
  return artifact;
}

function sheetOf({ model, user, client, payload, expiresAt, consumedAt }: Artifact): TokenSheet {
  const isLive = !consumedAt && (!expiresAt || expiresAt > new Date());
  return {
    kind: kinds[model as keyof typeof kinds],
    active: isLive && client?.revokedAt === null,
    user: user?.globalId ?? null,
    client: client?.id ?? null,
    scopes: String(payload.scope ?? "").split(" "),
    expiresAt,
  };
}
