/** What a client may ask for. Only scopes with a working feature behind them are here, for all of them are advertised. */
const apiScopeTexts = {
  "foods:read": "Look up foods and their label nutrients",
  "foods:write": "Add, change and delete your own foods, which only you see",
  "nutrients:read": "See every nutrient of a food: vitamins, minerals, fatty and amino acids",
  "profile:read": "See your name, your e-mail address and what your account includes",
  "usage:read": "See which requests were made for you, by any app",
} as const;

/** Scopes of the protocol itself: accepted, but no door asks for them. */
const protocolScopeTexts = {
  openid: "Recognise you when you come back",
  offline_access: "Stay connected until you disconnect it",
} as const;

export type ApiScope = keyof typeof apiScopeTexts;

export const apiScopes = Object.keys(apiScopeTexts) as ApiScope[];
export const protocolScopes = Object.keys(protocolScopeTexts);

/** What a request gets that names no scope: the smallest useful one (RFC 9700, section 2.3). */
export const defaultScope: ApiScope = "foods:read";

const texts = new Map<string, string>(Object.entries({ ...apiScopeTexts, ...protocolScopeTexts }));

export const isScope = (name: string): boolean => texts.has(name);

/** The sentence that the consent page shows. */
export const scopeText = (name: string): string => texts.get(name) ?? name;

export const isApiScope = (name: string): boolean => name in apiScopeTexts;

/** A space-separated list as RFC 6749, section 3.3, writes it. */
export const splitScope = (scope: unknown): string[] =>
  typeof scope === "string" ? [...new Set(scope.split(" ").filter(Boolean))] : [];
