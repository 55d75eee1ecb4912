import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import Stripe from "stripe";
import { User } from "../../src/users/User.js";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { makeToken } from "../support/token.js";

const folder = await mkdtemp(join(tmpdir(), "larder-payments-"));
afterAll(() => rm(folder, { recursive: true }));
const tiersFile = join(folder, "tiers.json");
await writeFile(
  tiersFile,
  JSON.stringify({
    premium: { stripePrices: ["price_premium"] },
    team: {
      requestsPerDay: 2_000_000,
      fullPanel: true,
      stripePrices: ["price_team"],
    },
  }),
);
const secret = "whsec_test";
const { origin, orm, browser, logged } = await startPages({
  settings: { TIERS_FILE: tiersFile, STRIPE_WEBHOOK_SECRET: secret },
});
const plain = await startPages();
await makeFood(orm, { name: "Tofu, firm" });

let number = 0;
const now = () => Math.floor(Date.now() / 1000);

/** A new person, as `client_reference_id` names them. */
async function person(): Promise<number> {
  const email = `ann${++number}@example.com`;
  await browser().signUp(email);
  return (await orm.em.fork().findOneOrFail(User, { email })).id;
}

interface Told {
  readonly id?: string;
  readonly created?: number;
}

interface Wanted extends Told {
  readonly price?: string;
  readonly status?: string;
}

const event = (type: string, object: object, { id = `evt_${++number}`, created = now() }: Told = {}) => ({
  ...{ id, object: "event", type, created, api_version: Stripe.API_VERSION, livemode: false },
  data: { object },
});
const checkout = (user: number, customer: string, told?: Told) =>
  event("checkout.session.completed", { customer, client_reference_id: `user_${user}` }, told);
const subscription = (
  what: "created" | "updated" | "deleted",
  customer: string,
  { price = "price_premium", status = "active", ...told }: Wanted = {},
) =>
  event(
    `customer.subscription.${what}`,
    { id: `sub_${customer}`, customer, status, items: { data: [{ price: { id: price } }] } },
    told,
  );

const signed = (payload: string, options: { secret?: string; timestamp?: number } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, ...options });

async function post(payload: string, signature?: string) {
  const answer = await fetch(`${origin}/webhooks/stripe`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(signature && { "stripe-signature": signature }) },
    body: payload,
  });
  return answer.status;
}
const send = (told: object) => post(JSON.stringify(told), signed(JSON.stringify(told)));
const tierOf = async (id: number) => (await orm.em.fork().findOneOrFail(User, id)).tier;
const changes = (id: number) =>
  orm.em
    .fork()
    .execute(
      "select actor, detail from audit_events where user_id = ? and action = 'tier-changed' order by id",
      [id],
    );

test("who pays has the tier at once, and who pays no more loses it with every token", async () => {
  const ann = await person();
  const app = await makeToken(orm, origin, ann, ["foods:read", "nutrients:read"]);
  const panel = () => fetch(`${origin}/api/foods/search?query=tofu&fields=name,nutrients`, app);
  expect((await panel()).status).toBe(403);
  expect(await send(checkout(ann, "cus_ann"))).toBe(200);
  expect(await send(subscription("created", "cus_ann"))).toBe(200);
  expect(await tierOf(ann)).toBe("premium");
  expect((await panel()).status).toBe(200);
  expect(await send(subscription("deleted", "cus_ann", { status: "canceled" }))).toBe(200);
  expect((await panel()).status).toBe(403);
  expect(await changes(ann)).toEqual([
    { actor: "payment", detail: "premium" },
    { actor: "payment", detail: "free" },
  ]);
});

test("a subscription that comes before its checkout waits for it", async () => {
  const bob = await person();
  await send(subscription("created", "cus_bob", { price: "price_team" }));
  expect(await tierOf(bob)).toBe("free");
  await send(checkout(bob, "cus_bob"));
  expect(await tierOf(bob)).toBe("team");
});

test("checkout and subscription that arrive together give the tier once", async () => {
  const users = await Promise.all(Array.from({ length: 4 }, person));
  await Promise.all(
    users.flatMap((id) => [send(checkout(id, `cus_t${id}`)), send(subscription("created", `cus_t${id}`))]),
  );
  for (const id of users) expect(await changes(id)).toEqual([{ actor: "payment", detail: "premium" }]);
});

test("an event that comes again, or late, changes nothing", async () => {
  const cat = await person();
  await send(checkout(cat, "cus_cat"));
  const upgraded = subscription("updated", "cus_cat", {
    price: "price_team",
    created: now() - 10,
  });
  await send(upgraded);
  await send(subscription("created", "cus_cat", { created: now() - 60 }));
  await send(subscription("updated", "cus_cat", { created: now() - 30 }));
  // In the same second the first state is the earlier one.
  await send(subscription("created", "cus_cat", { created: upgraded.created }));
  expect(await tierOf(cat)).toBe("team");
  const ended = subscription("deleted", "cus_cat", { status: "canceled" });
  await send(ended);
  await send(subscription("updated", "cus_cat", { created: now() + 5 }));
  await send(upgraded);
  await send(ended);
  expect(await changes(cat)).toEqual([
    { actor: "payment", detail: "team" },
    { actor: "payment", detail: "free" },
  ]);
});

test("a late payment keeps the tier, an unpaid one does not; what an operator set stays", async () => {
  const dan = await person();
  await send(checkout(dan, "cus_dan"));
  await send(subscription("created", "cus_dan", { status: "incomplete" }));
  expect(await tierOf(dan)).toBe("free");
  await send(subscription("updated", "cus_dan"));
  await send(subscription("updated", "cus_dan", { status: "past_due" }));
  expect(await tierOf(dan)).toBe("premium");
  await send(subscription("updated", "cus_dan", { status: "unpaid" }));
  expect(await tierOf(dan)).toBe("free");
  await send(subscription("updated", "cus_dan"));
  await orm.em.fork().nativeUpdate(User, { id: dan }, { tier: "team" });
  await send(subscription("deleted", "cus_dan", { status: "canceled" }));
  expect(await tierOf(dan)).toBe("team");
});

test("what Stripe did not sign is refused with 400, and changes nothing", async () => {
  const eve = await person();
  await send(checkout(eve, "cus_eve"));
  const payload = JSON.stringify(subscription("created", "cus_eve"));
  expect(await post(payload)).toBe(400);
  expect(await post(payload, "t=1,v1=00")).toBe(400);
  expect(await post(payload, signed(payload, { secret: "whsec_other" }))).toBe(400);
  expect(await post(payload, signed(payload, { timestamp: now() - 301 }))).toBe(400);
  expect(await post(`${payload} `, signed(payload))).toBe(400);
  expect(await tierOf(eve)).toBe("free");
  expect(await post(payload, signed(payload))).toBe(200);
  expect(await tierOf(eve)).toBe("premium");
});

test("what is of no concern is taken and left; what the operator should know is logged", async () => {
  const fay = await person();
  expect(await send(event("invoice.paid", { id: "in_1" }))).toBe(200);
  expect(await send(checkout(fay, "cus_fay"))).toBe(200);
  expect(await send(subscription("created", "cus_fay", { price: "price_unknown" }))).toBe(200);
  expect(await send(checkout(999_999, "cus_nobody"))).toBe(200);
  expect(await send(checkout(await person(), "cus_fay"))).toBe(200);
  expect(await tierOf(fay)).toBe("free");
  const log = JSON.stringify(logged);
  for (const text of ["a price that no tier has", "not there any more", "another account already"])
    expect(log).toContain(text);
});

test("a body beyond the limit is 413, another method 405, and without a secret there is nothing", async () => {
  const large = JSON.stringify(event("invoice.paid", { text: "x".repeat(300_000) }));
  expect(await post(large, signed(large))).toBe(413);
  expect((await fetch(`${origin}/webhooks/stripe`)).status).toBe(405);
  expect((await fetch(`${plain.origin}/webhooks/stripe`, { method: "POST" })).status).toBe(404);
});
