import { createHash } from "node:crypto";
import type { Pool } from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { AppError, LimitReached } from "../errors.js";
import { pollSeconds } from "../oauth/device.js";
import type { OauthLimits } from "../oauth/routes.js";

const minute = 60;

/** Counts per key in fixed windows, in the database, so that all instances agree. */
export class RateLimit {
  private readonly counter: RateLimiterPostgres;

  constructor(
    pool: Pool,
    name: string,
    private readonly limit: number,
    windowSeconds: number,
  ) {
    this.counter = new RateLimiterPostgres({
      storeClient: pool,
      storeType: "pool",
      tableName: "rate_limits",
      tableCreated: true,
      keyPrefix: name,
      points: limit,
      duration: windowSeconds,
    });
  }

  /** Counts one attempt, or throws: counting before the work makes parallel attempts count as well. */
  async take(key: string): Promise<void> {
    await orRefuse(this.counter.consume(hashOf(key)));
  }

  /** Throws where the next attempt would, and counts nothing. */
  async check(key: string): Promise<void> {
    await orRefuse(
      this.counter.get(hashOf(key)).then((count) => {
        if (count && count.consumedPoints >= this.limit) throw count;
      }),
    );
  }

  /** Gives one attempt back. */
  async giveBack(key: string): Promise<void> {
    await orRefuse(this.counter.reward(hashOf(key)));
  }
}

/** What the pages that let people in ask before they do any work. A sign-in that succeeds costs nothing. */
export function createAttempts(pool: Pool) {
  const byAccount = new RateLimit(pool, "sign-in-account", 10, 15 * minute);
  const byAddress = new RateLimit(pool, "sign-in-address", 50, 15 * minute);
  const signUps = new RateLimit(pool, "sign-up", 50, 60 * minute);
  const mailsTo = new RateLimit(pool, "mail-account", 5, 60 * minute);
  const mailsFor = new RateLimit(pool, "mail-address", 50, 60 * minute);
  return {
    async signIn(email: string, address: string): Promise<void> {
      await byAddress.take(networkOf(address));
      await byAccount.take(accountOf(email));
    },
    async signedIn(email: string, address: string): Promise<void> {
      await byAddress.giveBack(networkOf(address));
      await byAccount.giveBack(accountOf(email));
    },
    async signUp(address: string): Promise<void> {
      await signUps.take(networkOf(address));
    },
    async mail(email: string, address: string): Promise<void> {
      await mailsFor.take(networkOf(address));
      await mailsTo.take(accountOf(email));
    },
  };
}

/** What comes in a client's name, counted per client and address, so that nobody can lock out somebody else's client. */
function createClientLimits(pool: Pool) {
  // A custom GPT asks for all its people from few addresses: enough for 180,000 of them who refresh every hour.
  const requests = new RateLimit(pool, "client-requests", 3000, minute);
  const failures = new RateLimit(pool, "client-secret", 20, 15 * minute);
  const keyOf = (client: string, address: string) => `${networkOf(address)} ${client}`;
  return {
    async asked(client: string, address: string): Promise<void> {
      await requests.take(keyOf(client, address));
      await failures.check(keyOf(client, address));
    },
    failed: (client: string, address: string) => failures.take(keyOf(client, address)),
  };
}

/** Codes that people type for a device, wrong ones by address, and the questions of one device. */
function createDeviceLimits(pool: Pool) {
  const typed = new RateLimit(pool, "device-code", 10, 15 * minute);
  // A little less than it is told, so that nobody is refused for a fast clock.
  const asked = new RateLimit(pool, "device-poll", 1, pollSeconds - 1);
  return {
    typed: (address: string) => typed.take(networkOf(address)),
    wasGood: (address: string) => typed.giveBack(networkOf(address)),
    asked: (deviceCode: string) => asked.take(deviceCode),
  };
}

export function createOauthLimits(pool: Pool): OauthLimits {
  const documents = new RateLimit(pool, "client-document", 30, 15 * minute);
  const registrations = new RateLimit(pool, "registration", 20, 60 * minute);
  return {
    clients: createClientLimits(pool),
    devices: createDeviceLimits(pool),
    document: (address) => documents.take(networkOf(address)),
    registration: (address) => registrations.take(networkOf(address)),
  };
}

/** A count that cannot be kept lets nobody through. */
async function orRefuse(counting: Promise<unknown>): Promise<void> {
  try {
    await counting;
  } catch (cause) {
    if (!(cause instanceof RateLimiterRes)) {
      throw new AppError("UNAVAILABLE", "This cannot be done right now. Try again in a minute.", 503, {
        cause,
      });
    }
    const seconds = Math.ceil(cause.msBeforeNext / 1000);
    throw new LimitReached(
      `Too many attempts. Try again in ${Math.ceil(seconds / minute)} minutes.`,
      Math.max(1, seconds),
    );
  }
}

/** The table needs no e-mail or network address to count them. */
const hashOf = (key: string) => createHash("sha256").update(key).digest("base64url");

const accountOf = (email: string) => email.trim().toLowerCase();

/** One home has a whole /64 of IPv6 addresses to try from. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = [], tail] = address.split("::").map((part) => (part ? part.split(":") : []));
  const gap = tail ? Array.from({ length: 8 - head.length - tail.length }, () => "0") : [];
  return [...head, ...gap, ...(tail ?? [])].slice(0, 4).join(":");
}
