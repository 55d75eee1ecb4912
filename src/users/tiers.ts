import { readFile } from "node:fs/promises";
import type { EntityManager } from "@mikro-orm/postgresql";
import { OperatorError } from "../errors.js";

/** How much of everything a tier includes. */
export interface Limits {
  readonly requestsPerDay: number;
  readonly resultsPerSearch: number;
  readonly historyDays: number;
}

export interface Tier extends Limits {
  readonly name: string;
  /** Whether every nutrient of a food is included, and not only those of a label. */
  readonly fullPanel: boolean;
  /** What is paid for it: ids of prices at Stripe. */
  readonly stripePrices: readonly string[];
  /** What people of this tier can do, and can allow an app to do for them. */
  readonly scopes: ReadonlySet<string>;
}

type Stated = Omit<Tier, "name" | "scopes">;

/** What everybody has, and whoever has a tier that is no more. */
const least = "free";
const scopesForAll = ["foods:read", "foods:write", "profile:read", "usage:read"];

/**
 * The tiers of an operator who has no file of their own. The limits stop programs that run wild and no person: USDA's
 * FoodData Central allows a key 1000 requests an hour, 24,000 a day.
 */
const usual: Readonly<Record<string, Stated>> = {
  free: {
    requestsPerDay: 100_000,
    resultsPerSearch: 50,
    historyDays: 30,
    fullPanel: false,
    stripePrices: [],
  },
  premium: {
    requestsPerDay: 1_000_000,
    resultsPerSearch: 50,
    historyDays: 365,
    fullPanel: true,
    stripePrices: [],
  },
};

/** The tiers of this server. */
export class Tiers {
  readonly all: readonly Tier[];

  constructor(stated: Readonly<Record<string, Stated>> = usual) {
    this.all = Object.entries(stated).map(([name, tier]) => ({
      ...tier,
      name,
      scopes: new Set([...scopesForAll, ...(tier.fullPanel ? ["nutrients:read"] : [])]),
    }));
  }

  get names(): string[] {
    return this.all.map(({ name }) => name);
  }

  find(name: string): Tier | undefined {
    return this.all.find((tier) => tier.name === name);
  }

  /** What an account has: what is free, where its tier is none any more. */
  of(name: string): Tier {
    return this.find(name) ?? this.find(least)!;
  }

  /** The tier that somebody pays for with this price; undefined for any other price. */
  paidBy(price: string): Tier | undefined {
    return this.all.find(({ stripePrices }) => stripePrices.includes(price));
  }

  /** Accounts whose tier is none any more, by tier. */
  async lost(em: EntityManager): Promise<readonly { readonly tier: string; readonly accounts: number }[]> {
    return em.execute(
      "select tier, count(*)::int as accounts from users where not tier = any(?::text[]) group by tier order by tier",
      [`{${this.names.join(",")}}`],
    );
  }
}

const mostAllowed: Limits = { requestsPerDay: 1_000_000_000, resultsPerSearch: 50, historyDays: 3650 };
const settings = [...Object.keys(mostAllowed), "fullPanel", "stripePrices"];

/** The name of the tier with the most requests a day, for whoever pays for several; null for none. */
export function largest(tiers: readonly (Tier | undefined)[]): string | null {
  const known = tiers.filter((tier) => tier !== undefined);
  return known.sort((one, other) => other.requestsPerDay - one.requestsPerDay)[0]?.name ?? null;
}

/** The usual tiers as the operator's file changes and adds to them; throws with all that is wrong in it. */
export async function loadTiers(file: string | null): Promise<Tiers> {
  if (file === null) return new Tiers();
  const problems: string[] = [];
  const stated = merge(await readJson(file), problems);
  if (problems.length > 0) {
    throw new OperatorError(
      `${file} (TIERS_FILE) needs mending:\n${problems.map((one) => `  - ${one}`).join("\n")}`,
    );
  }
  return new Tiers(stated);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new OperatorError(`${file} (TIERS_FILE) cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function merge(given: unknown, problems: string[]): Record<string, Stated> {
  const stated: Record<string, Stated> = { ...usual };
  if (!isObject(given)) {
    problems.push('It must look like {"free": {"requestsPerDay": 500}}.');
    return stated;
  }
  const priced = new Map<string, string>();
  for (const [name, changes] of Object.entries(given)) {
    if (!/^[a-z][a-z0-9-]{0,29}$/.test(name))
      problems.push(
        `${JSON.stringify(name)} is no name of a tier: small letters, digits and hyphens, 30 at most.`,
      );
    else if (!isObject(changes)) problems.push(`${name} must be an object, such as {"requestsPerDay": 500}.`);
    else {
      check(name, changes, problems);
      // What a tier of the operator's own does not say is as in the free one.
      stated[name] = { ...(usual[name] ?? stated[least]!), ...(changes as Partial<Stated>) };
      for (const price of [changes.stripePrices ?? []].flat().map(String)) {
        const other = priced.get(price);
        if (other)
          problems.push(`${name}.stripePrices has ${price}, and so has ${other}: a price pays for one tier.`);
        priced.set(price, name);
      }
    }
  }
  return stated;
}

function check(tier: string, changes: Record<string, unknown>, problems: string[]): void {
  for (const [name, value] of Object.entries(changes)) {
    const most = mostAllowed[name as keyof Limits];
    if (!settings.includes(name))
      problems.push(`${tier} has no setting ${name}. There are: ${settings.join(", ")}.`);
    else if (name === "fullPanel" && typeof value !== "boolean")
      problems.push(`${tier}.fullPanel must be true or false.`);
    else if (name === "stripePrices" && !isPrices(value))
      problems.push(
        `${tier}.stripePrices must be a list of ids of prices, such as ["price_1PgafmB7WZ01zgkW"].`,
      );
    else if (most && !(Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most))
      problems.push(`${tier}.${name} must be a whole number from 1 to ${most}.`);
  }
}

const isPrices = (value: unknown) =>
  Array.isArray(value) && value.every((price) => typeof price === "string" && /^price_\w+$/.test(price));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
