interface Includes {
  /** What people of this tier can do, and can allow an app to do for them. */
  readonly scopes: readonly string[];
  /** How long the requests made for them are kept. */
  readonly historyDays: number;
}

/** What each tier includes. */
export const tiers = {
  free: { scopes: ["foods:read", "foods:write", "profile:read", "usage:read"], historyDays: 30 },
  premium: {
    scopes: ["foods:read", "foods:write", "nutrients:read", "profile:read", "usage:read"],
    historyDays: 365,
  },
} satisfies Record<string, Includes>;

export type Tier = keyof typeof tiers;

export const isTier = (name: string): name is Tier => name in tiers;

export const scopesOf = (tier: Tier): ReadonlySet<string> => new Set(tiers[tier].scopes);
