import type { EntityManager } from "@mikro-orm/postgresql";
import { record } from "../audit/record.js";
import { largest, type Tiers } from "../users/tiers.js";
import type { CheckoutTold, Payment, SubscriptionTold } from "./readPayment.js";

/** Events of one customer are taken one after the other, for a checkout and its subscription arrive together. */
const lock = 761_070;
/** Far longer than Stripe sends an event again. */
const keepDays = 90;

export interface Applied {
  /** Whose tier has changed; null for nobody's. */
  readonly userId: number | null;
  /** What the operator should hear of. */
  readonly notice?: string;
}

const nothing: Applied = { userId: null };

/** Takes in what was told, once, and gives the user the tier that they pay for now. All of it is done, or nothing. */
export function applyPayment(em: EntityManager, payment: Payment, tiers: Tiers): Promise<Applied> {
  return em.transactional(async (inner) => {
    if (!(await isNew(inner, payment.eventId))) return nothing;
    await inner.execute(`select pg_advisory_xact_lock(${lock}, hashtext(?))`, [payment.customerId]);
    return payment.kind === "checkout"
      ? applyCheckout(inner, payment, tiers)
      : applySubscription(inner, payment, tiers);
  });
}

async function isNew(em: EntityManager, eventId: string): Promise<boolean> {
  await em.execute("delete from payment_events where received_at < now() - ? * interval '1 day'", [keepDays]);
  const rows = await em.execute(
    "insert into payment_events (id) values (?) on conflict (id) do nothing returning id",
    [eventId],
  );
  return rows.length > 0;
}

async function applyCheckout(
  em: EntityManager,
  { customerId, userId }: CheckoutTold,
  tiers: Tiers,
): Promise<Applied> {
  if (userId === null)
    return { userId: null, notice: "a checkout names no account of ours in client_reference_id" };
  const payer = await payerOf(em, customerId);
  if (payer !== null) {
    const isSame = payer === userId;
    return isSame ? nothing : { userId: null, notice: "a customer pays for another account already" };
  }
  const tier = await lockTier(em, userId);
  if (tier === null)
    return { userId: null, notice: "a checkout names an account that is not there any more" };
  const before = await paidTier(em, userId, tiers);
  await em.execute("insert into payment_customers (id, user_id) values (?, ?)", [customerId, userId]);
  await em.execute("update payment_subscriptions set user_id = ? where customer_id = ?", [
    userId,
    customerId,
  ]);
  return follow(em, { userId, tier, before }, tiers);
}

async function applySubscription(em: EntityManager, told: SubscriptionTold, tiers: Tiers): Promise<Applied> {
  const notice = told.hasUnknownPrice
    ? "a subscription has a price that no tier has in TIERS_FILE"
    : undefined;
  const userId = await payerOf(em, told.customerId);
  const tier = userId === null ? null : await lockTier(em, userId);
  const before = userId === null ? null : await paidTier(em, userId, tiers);
  await keepSubscription(em, told, userId);
  if (userId === null || tier === null) return { userId: null, notice };
  return { ...(await follow(em, { userId, tier, before }, tiers)), notice };
}

/** Whatever the order in which events come, the latest state stays; within a second any state follows the first. */
async function keepSubscription(
  em: EntityManager,
  told: SubscriptionTold,
  userId: number | null,
): Promise<void> {
  const { id, customerId, tier, isOver, isFirst, at } = told;
  await em.execute(
    `insert into payment_subscriptions as known (id, customer_id, user_id, tier, is_over, told_at)
     values (?, ?, ?, ?, ?, to_timestamp(?))
     on conflict (id) do update set tier = excluded.tier, is_over = excluded.is_over, told_at = excluded.told_at
     where not known.is_over and (excluded.is_over or excluded.told_at > known.told_at
       or (excluded.told_at = known.told_at and not ?))`,
    [id, customerId, userId, tier, isOver, at, isFirst],
  );
}

/** Gives the tier that is paid for. The end of a payment takes away what it gave, and not what an operator has set. */
async function follow(
  em: EntityManager,
  {
    userId,
    tier,
    before,
  }: { readonly userId: number; readonly tier: string; readonly before: string | null },
  tiers: Tiers,
): Promise<Applied> {
  const after = await paidTier(em, userId, tiers);
  const next = after ?? "free";
  const isOperators = after === null && tier !== before;
  if (after === before || isOperators || next === tier) return nothing;
  await em.execute("update users set tier = ? where id = ?", [next, userId]);
  await record(em, { action: "tier-changed", detail: next, userId, actor: "payment", address: null });
  return { userId };
}

async function payerOf(em: EntityManager, customerId: string): Promise<number | null> {
  const [row] = await em.execute<{ userId: number }[]>(
    `select user_id as "userId" from payment_customers where id = ?`,
    [customerId],
  );
  return row?.userId ?? null;
}

/** The present tier, which nobody changes before this is done; null where there is no such account. */
async function lockTier(em: EntityManager, userId: number): Promise<string | null> {
  const [row] = await em.execute<{ tier: string }[]>(
    "select tier from users where id = ? for no key update",
    [userId],
  );
  return row?.tier ?? null;
}

async function paidTier(em: EntityManager, userId: number, tiers: Tiers): Promise<string | null> {
  const rows = await em.execute<{ tier: string }[]>(
    "select tier from payment_subscriptions where user_id = ? and tier is not null",
    [userId],
  );
  return largest(rows.map(({ tier }) => tiers.find(tier)));
}
