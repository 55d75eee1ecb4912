import type { Limits } from "./tierLimits.js";

interface Includes extends Limits {
  /** What people of this tier can do, and can allow an app to do for them. */
  readonly scopes: readonly string[];
}

/** What each tier includes; an operator may change the numbers in a file of their own. */
export const tiers = {
  free: {
    scopes: ["foods:read", "foods:write", "profile:read", "usage:read"],
    requestsPerDay: 1000,
    resultsPerSearch: 20,
    historyDays: 30,
  },
  premium: {
    scopes: ["foods:read", "foods:write", "nutrients:read", "profile:read", "usage:read"],
    requestsPerDay: 20_000,
    resultsPerSearch: 50,
    historyDays: 365,
  },
} satisfies Record<string, Includes>;

export type Tier = keyof typeof tiers;

export const isTier = (name: string): name is Tier => name in tiers;

export const scopesOf = (tier: Tier): ReadonlySet<string> => new Set(tiers[tier].scopes);
