import type { EntityManager } from "@mikro-orm/postgresql";
import { commandLine } from "../audit/record.js";
import { NotFound } from "../errors.js";
import { Consent, withdrawConsent } from "../oauth/Consent.js";
import { findUserId } from "./users.js";

/** What the commands show of an app that a person has allowed something. */
export interface ConsentSheet {
  readonly client: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly grantedAt: Date;
}

export async function listConsents(em: EntityManager, who: string): Promise<ConsentSheet[]> {
  const user = await findUserId(em, who);
  const consents = await em.find(Consent, { user }, { populate: ["client"], orderBy: { grantedAt: "desc" } });
  return consents.map(sheetOf);
}

/** Ends all that the app may do for this person, at once. */
export async function disconnect(em: EntityManager, who: string, clientId: string): Promise<ConsentSheet> {
  const user = await findUserId(em, who);
  const consent = await em.findOne(Consent, { user, client: clientId }, { populate: ["client"] });
  if (!consent)
    throw new NotFound(`${who} has allowed ${clientId} nothing. What they have: npx larder user apps ${who}`);
  await withdrawConsent(em, user, clientId, commandLine);
  return sheetOf(consent);
}

const sheetOf = ({ client, scopes, grantedAt }: Consent): ConsentSheet => ({
  client: client.id,
  name: client.name,
  scopes,
  grantedAt,
});
