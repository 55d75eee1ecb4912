import type Stripe from "stripe";
import { readGlobalId } from "../relay/Node.js";
import { largest, type Tiers } from "../users/tiers.js";

interface Told {
  /** Of the event: the same event may come twice. */
  readonly eventId: string;
  readonly customerId: string;
}

/** A subscription as it was at a moment. */
export interface SubscriptionTold extends Told {
  readonly kind: "subscription";
  readonly id: string;
  /** What is paid for; null while nothing is, and for a price that no tier has. */
  readonly tier: string | null;
  readonly hasUnknownPrice: boolean;
  /** Subscriptions that are over never come back. */
  readonly isOver: boolean;
  readonly isFirst: boolean;
  /** In seconds since 1970, which is as exact as Stripe tells it. */
  readonly at: number;
}

/** A checkout tells whose account a customer pays for. */
export interface CheckoutTold extends Told {
  readonly kind: "checkout";
  /** Null where the link to the checkout did not say whose it is. */
  readonly userId: number | null;
}

export type Payment = SubscriptionTold | CheckoutTold;

/** While a payment is late, Stripe tries again for some days before it says `unpaid` or `canceled`. */
const paid: readonly string[] = ["active", "trialing", "past_due"];
const over: readonly string[] = ["canceled", "incomplete_expired"];

/** What an event means to us; null for any other. */
export function readPayment(event: Stripe.Event, tiers: Tiers): Payment | null {
  switch (event.type) {
    case "checkout.session.completed":
      return readCheckout(event.id, event.data.object);
    case "customer.subscription.created":
    case "customer.subscription.updated":
    case "customer.subscription.deleted":
      return readSubscription(event, event.data.object, tiers);
    default:
      return null;
  }
}

function readCheckout(eventId: string, session: Stripe.Checkout.Session): CheckoutTold | null {
  const { customer, client_reference_id: reference } = session;
  if (!customer) return null;
  const account = readGlobalId(reference ?? "");
  return {
    kind: "checkout",
    eventId,
    customerId: idOf(customer),
    userId: account?.type === "user" ? account.number : null,
  };
}

function readSubscription(
  event: Stripe.Event,
  subscription: Stripe.Subscription,
  tiers: Tiers,
): SubscriptionTold {
  const { id, customer, status, items } = subscription;
  const isOver = event.type === "customer.subscription.deleted" || over.includes(status);
  const isPaid = !isOver && paid.includes(status);
  const tier = largest(items.data.map(({ price }) => tiers.paidBy(price.id)));
  return {
    kind: "subscription",
    eventId: event.id,
    customerId: idOf(customer),
    id,
    tier: isPaid ? tier : null,
    hasUnknownPrice: isPaid && tier === null,
    isOver,
    isFirst: event.type === "customer.subscription.created",
    at: event.created,
  };
}

const idOf = (named: string | { readonly id: string }) => (typeof named === "string" ? named : named.id);
