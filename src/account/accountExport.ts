import type { EntityManager } from "@mikro-orm/postgresql";
import { findEvents } from "../audit/findEvents.js";
import { Artifact } from "../oauth/Artifact.js";
import { Consent } from "../oauth/Consent.js";
import { findUsage } from "../usage/findUsage.js";
import { findHabits } from "../usage/habits.js";
import { MailLink } from "../users/MailLink.js";
import { Session } from "../users/Session.js";
import type { User } from "../users/User.js";

/** Newest first: some 30 MB, all of which goes through memory. Older ones are at /graphql. */
const mostRequests = 100_000;

export type AccountExport = Awaited<ReturnType<typeof accountExport>>;

/** All that is kept about a person, from every table, but for what opens something: hashes and keys. */
export async function accountExport(em: EntityManager, user: User) {
  const sessions = await em.find(Session, { user }, { orderBy: { createdAt: "asc" } });
  const consents = await em.find(Consent, { user }, { populate: ["client"] });
  const artifacts = await em.find(
    Artifact,
    { user },
    { populate: ["client"], orderBy: { expiresAt: "asc" } },
  );
  const links = await em.find(MailLink, { $or: [{ user }, { email: user.email }] });
  const events = await findEvents(em, { userId: user.id });
  const pool = await em.getConnection().getNativeClient();
  const requests = await findUsage(pool, user.id, { first: mostRequests });
  const foods = await em.execute<{ food: object }[]>(
    "select to_jsonb(f) - 'owner_id' as food from foods f where owner_id = ? order by id",
    [user.id],
  );
  const customers = await em.execute<{ id: string }[]>(
    "select id from payment_customers where user_id = ? order by id",
    [user.id],
  );
  const subscriptions = await em.execute<object[]>(
    `select id, customer_id as customer, tier, is_over as "isOver", told_at as "toldAt"
     from payment_subscriptions where user_id = ? order by told_at`,
    [user.id],
  );
  const { globalId: id, name, email, emailVerifiedAt, role, tier, createdAt } = user;
  return {
    account: { id, name, email, emailVerifiedAt, role, tier, createdAt },
    sessions: sessions.map(({ device, network, createdAt, lastSeenAt, expiresAt }) => ({
      device,
      network,
      createdAt,
      lastSeenAt,
      expiresAt,
    })),
    apps: consents.map(({ client, scopes, grantedAt }) => ({ name: client.name, scopes, grantedAt })),
    tokens: artifacts.map(({ model, client, payload, expiresAt }) => ({
      kind: model,
      app: client?.name ?? null,
      scope: payload.scope ?? null,
      expiresAt,
    })),
    links: links.map(({ purpose, expiresAt }) => ({ purpose, expiresAt })),
    foods: foods.map(({ food }) => food),
    habits: await findHabits(em, user.id),
    customers: customers.map(({ id }) => id),
    subscriptions,
    requests: requests.map(({ cursor: _cursor, ...request }) => request),
    activity: events.map(({ at, action, actor, clientName, address, detail }) => ({
      at,
      action,
      actor,
      app: clientName,
      address,
      detail,
    })),
  };
}
