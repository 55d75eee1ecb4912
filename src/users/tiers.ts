import type { Limits } from "./tierLimits.js";

interface Includes extends Limits {
  /** What people of this tier can do, and can allow an app to do for them. */
  readonly scopes: readonly string[];
}

/**
 * What each tier includes; an operator may change the numbers in a file of their own. The defaults stop programs that
 * run wild and no person: USDA's FoodData Central allows a key 1000 requests an hour, 24,000 a day.
 */
export const tiers = {
  free: {
    scopes: ["foods:read", "foods:write", "profile:read", "usage:read"],
    requestsPerDay: 100_000,
    resultsPerSearch: 50,
    historyDays: 30,
  },
  premium: {
    scopes: ["foods:read", "foods:write", "nutrients:read", "profile:read", "usage:read"],
    requestsPerDay: 1_000_000,
    resultsPerSearch: 50,
    historyDays: 365,
  },
} satisfies Record<string, Includes>;

export type Tier = keyof typeof tiers;

export const isTier = (name: string): name is Tier => name in tiers;

export const scopesOf = (tier: Tier): ReadonlySet<string> => new Set(tiers[tier].scopes);
