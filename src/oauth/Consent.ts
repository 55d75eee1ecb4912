import { Entity, ManyToOne, Property } from "@mikro-orm/decorators/legacy";
import type { EntityManager, Rel } from "@mikro-orm/postgresql";
import { type Origin, record } from "../audit/record.js";
import { User } from "../users/User.js";
import { Artifact } from "./Artifact.js";
import { Client } from "./Client.js";

/** What a user allowed a client; asked again only for what is not in here. */
@Entity({ tableName: "oauth_consents" })
export class Consent {
  @ManyToOne(() => User, { primary: true, deleteRule: "cascade" })
  user!: Rel<User>;

  @ManyToOne(() => Client, { primary: true, deleteRule: "cascade" })
  client!: Rel<Client>;

  @Property({ type: "text[]" })
  scopes: string[] = [];

  @Property({ type: "datetime" })
  grantedAt: Date = new Date();
}

export async function consentedScopes(
  em: EntityManager,
  userId: number,
  clientId: string,
): Promise<ReadonlySet<string>> {
  const consent = await em.findOne(Consent, { user: userId, client: clientId });
  return new Set(consent?.scopes);
}

/** One statement, so that of two pages approved in the same moment neither forgets what the other allows. */
const add = `
  insert into oauth_consents (user_id, client_id, scopes, granted_at) values (?, ?, ?::text[], now())
  on conflict (user_id, client_id) do update set
    scopes = array(select distinct unnest(oauth_consents.scopes || excluded.scopes) order by 1),
    granted_at = excluded.granted_at`;

/** Adds to what was allowed before. */
export async function rememberConsent(
  em: EntityManager,
  userId: number,
  clientId: string,
  scopes: readonly string[],
  origin: Origin,
): Promise<void> {
  await em.transactional(async (inner) => {
    await inner.execute(add, [userId, clientId, `{${scopes.join(",")}}`]);
    await record(inner, { action: "consent-granted", userId, clientId, detail: scopes.join(" "), ...origin });
  });
}

/** Forgets the consent and ends every token that came of it. Tells whether there was one. */
export async function withdrawConsent(
  em: EntityManager,
  userId: number,
  clientId: string,
  origin: Origin,
): Promise<boolean> {
  return em.transactional(async (inner) => {
    const withdrawn = await inner.nativeDelete(Consent, { user: userId, client: clientId });
    if (withdrawn > 0) await record(inner, { action: "consent-withdrawn", userId, clientId, ...origin });
    // Codes and tokens go with their grant.
    await inner.nativeDelete(Artifact, { model: "Grant", user: userId, client: clientId });
    return withdrawn > 0;
  });
}
