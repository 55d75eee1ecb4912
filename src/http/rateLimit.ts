import { LimitReached } from "../errors.js";

const minute = 60;

/** Counts per key in fixed windows, in this process's memory. */
export class RateLimit {
  private readonly windows = new Map<string, { count: number; readonly endsAt: number }>();

  constructor(
    private readonly limit: number,
    private readonly windowSeconds: number,
    /** Past this many keys the oldest are forgotten, so that made-up keys cannot fill the memory. */
    private readonly capacity = 10_000,
  ) {}

  /** Counts one attempt, or throws: counting before the work makes parallel attempts count as well. */
  take(key: string): void {
    const now = Date.now();
    const window = this.windows.get(key);
    if (!window || window.endsAt <= now) this.open(key, now);
    else if (window.count < this.limit) window.count++;
    else {
      const seconds = Math.ceil((window.endsAt - now) / 1000);
      throw new LimitReached(
        `Too many attempts. Try again in ${Math.ceil(seconds / minute)} minutes.`,
        seconds,
      );
    }
  }

  /** Gives one attempt back. */
  giveBack(key: string): void {
    const window = this.windows.get(key);
    if (window && window.count > 0) window.count--;
  }

  private open(key: string, now: number): void {
    // A Map keeps insertion order; deleting first moves the key to the end.
    this.windows.delete(key);
    this.windows.set(key, { count: 1, endsAt: now + this.windowSeconds * 1000 });
    if (this.windows.size > this.capacity) this.windows.delete(this.windows.keys().next().value!);
  }
}

/** What the sign-in and sign-up pages ask before they do any work. A sign-in that succeeds costs nothing. */
export function createAttempts() {
  const byAccount = new RateLimit(10, 15 * minute);
  const byAddress = new RateLimit(50, 15 * minute);
  const signUps = new RateLimit(50, 60 * minute);
  return {
    signIn(email: string, address: string): void {
      byAddress.take(networkOf(address));
      byAccount.take(accountOf(email));
    },
    signedIn(email: string, address: string): void {
      byAddress.giveBack(networkOf(address));
      byAccount.giveBack(accountOf(email));
    },
    signUp(address: string): void {
      signUps.take(networkOf(address));
    },
  };
}

/** No longer than an address may be, whatever was typed. */
const accountOf = (email: string) => email.trim().toLowerCase().slice(0, 254);

/** One home has a whole /64 of IPv6 addresses to try from. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = [], tail] = address.split("::").map((part) => (part ? part.split(":") : []));
  const gap = tail ? Array.from({ length: 8 - head.length - tail.length }, () => "0") : [];
  return [...head, ...gap, ...(tail ?? [])].slice(0, 4).join(":");
}
