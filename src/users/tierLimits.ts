import { readFile } from "node:fs/promises";
import { OperatorError } from "../errors.js";
import { isTier, type Tier, tiers } from "./tiers.js";

/** How much of everything a tier includes. */
export interface Limits {
  readonly requestsPerDay: number;
  readonly resultsPerSearch: number;
  readonly historyDays: number;
}

export type TierLimits = Readonly<Record<Tier, Limits>>;

const names = ["requestsPerDay", "resultsPerSearch", "historyDays"] as const;
const largest: Limits = { requestsPerDay: 1_000_000_000, resultsPerSearch: 50, historyDays: 3650 };

/** The limits of each tier, those in the operator's file in place of ours; throws with all that is wrong in it. */
export async function loadTierLimits(file: string | null): Promise<TierLimits> {
  if (file === null) return tiers;
  const problems: string[] = [];
  const limits = merge(await readJson(file), problems);
  if (problems.length > 0) {
    throw new OperatorError(
      `${file} (TIERS_FILE) needs mending:\n${problems.map((one) => `  - ${one}`).join("\n")}`,
    );
  }
  return limits;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new OperatorError(`${file} (TIERS_FILE) cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function merge(given: unknown, problems: string[]): TierLimits {
  const limits: Record<Tier, Limits> = { ...tiers };
  if (!isObject(given)) {
    problems.push('It must look like {"free": {"requestsPerDay": 500}}.');
    return limits;
  }
  for (const [tier, changes] of Object.entries(given)) {
    if (!isTier(tier))
      problems.push(`There is no tier ${tier}. There are: ${Object.keys(tiers).join(", ")}.`);
    else if (!isObject(changes)) problems.push(`${tier} must be an object, such as {"requestsPerDay": 500}.`);
    else limits[tier] = { ...limits[tier], ...readChanges(tier, changes, problems) };
  }
  return limits;
}

function readChanges(tier: Tier, changes: Record<string, unknown>, problems: string[]): Partial<Limits> {
  for (const [name, value] of Object.entries(changes)) {
    const limit = names.find((one) => one === name);
    if (!limit) problems.push(`${tier} has no limit ${name}. There are: ${names.join(", ")}.`);
    else if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > largest[limit])
      problems.push(`${tier}.${name} must be a whole number from 1 to ${largest[limit]}.`);
  }
  return changes;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
