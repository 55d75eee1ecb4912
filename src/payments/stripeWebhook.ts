import type { IncomingMessage } from "node:http";
import type { MikroORM } from "@mikro-orm/postgresql";
import type { Middleware } from "koa";
import type { Logger } from "pino";
import Stripe from "stripe";
import type { Config } from "../config.js";
import { AppError, BadInput } from "../errors.js";
import type { Tiers } from "../users/tiers.js";
import { applyPayment } from "./applyPayment.js";
import { readPayment } from "./readPayment.js";

interface Parts {
  readonly config: Pick<Config, "stripeWebhookSecret">;
  readonly orm: MikroORM;
  readonly tiers: Tiers;
  /** Tokens of the user are read anew. */
  readonly forget: (userId: number) => void;
  readonly log: Logger;
}

/** Events have some kilobytes. */
const mostBytes = 256 * 1024;

/** `POST /webhooks/stripe`: what people pay for becomes their tier. Nothing that Stripe has not signed is looked at. */
export function stripeWebhook({ config, orm, tiers, forget, log }: Parts): Middleware {
  const { stripeWebhookSecret: secret } = config;
  return async (ctx, next) => {
    if (ctx.path !== "/webhooks/stripe" || secret === null) return next();
    if (ctx.method !== "POST") {
      ctx.set("Allow", "POST");
      throw new AppError("METHOD_NOT_ALLOWED", "Stripe sends its events here, with POST.", 405);
    }
    const event = verified(await readRaw(ctx.req), ctx.get("Stripe-Signature"), secret);
    const payment = readPayment(event, tiers);
    if (payment) {
      const { userId, notice } = await applyPayment(orm.em.fork(), payment, tiers);
      if (userId !== null) forget(userId);
      // Stripe sends the event again and again until it hears that it was taken, which mends none of these.
      if (notice) log.warn({ event: event.id }, notice);
    }
    ctx.body = { received: true };
  };
}

/** The signature is over the bytes as they came, so nothing may have parsed them before. */
function verified(body: Buffer, signature: string, secret: string): Stripe.Event {
  try {
    return Stripe.webhooks.constructEvent(body, signature, secret);
  } catch (cause) {
    if (!(cause instanceof Stripe.errors.StripeSignatureVerificationError)) throw cause;
    throw new BadInput(
      "The Stripe-Signature header does not fit this body and STRIPE_WEBHOOK_SECRET, or is older than five minutes.",
      { cause },
    );
  }
}

async function readRaw(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The connection stays, so that the refusal of a larger body can be read.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > mostBytes)
      throw new AppError("PAYLOAD_TOO_LARGE", `The body is larger than ${mostBytes} bytes.`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
