import type { Tier } from "../users/tiers.js";

/** The name of the tier with the most requests a day, for whoever pays for several; null for none. */
export function largest(tiers: readonly (Tier | undefined)[]): string | null {
  const known = tiers.filter((tier) => tier !== undefined);
  return known.sort((one, other) => other.requestsPerDay - one.requestsPerDay)[0]?.name ?? null;
}
