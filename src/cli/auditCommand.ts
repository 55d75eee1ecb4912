import type { EntityManager } from "@mikro-orm/postgresql";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Action, actions } from "../audit/AuditEvent.js";
import { type FoundEvent, findEvents } from "../audit/findEvents.js";
import { type Format, jsonOption, print } from "./print.js";
import { findUserId } from "./users.js";
import { withDatabase } from "./withDatabase.js";

export interface AuditOptions {
  readonly user?: string;
  readonly client?: string;
  readonly action?: Action;
  readonly since?: Date;
  readonly limit: number;
}

export const auditCommand = new Command("audit")
  .description("show what happened to accounts, clients, tokens and keys, newest first")
  .option("--user <who>", "only about this account: e-mail or id, such as user_12")
  .option("--client <id>", "only about this client")
  .addOption(new Option("--action <action>", "only this").choices(Object.keys(actions)))
  .option(
    "--since <time>",
    "a date such as 2026-11-25, a time with its zone, or hours ago such as 24h",
    readSince,
  )
  .option("--limit <number>", "at most so many", readLimit, 100)
  .option(...jsonOption)
  .action(({ json, ...options }: AuditOptions & Format) =>
    withDatabase(async (orm) => print(await auditEvents(orm.em.fork(), options), { json }, lines)),
  );

export async function auditEvents(em: EntityManager, options: AuditOptions): Promise<FoundEvent[]> {
  const { user, client: clientId, ...rest } = options;
  const userId = user === undefined ? undefined : await findUserId(em, user);
  return findEvents(em, { userId, clientId, ...rest });
}

function readSince(text: string): Date {
  const hours = /^(\d{1,5})h$/.exec(text)?.[1];
  const since = hours ? new Date(Date.now() - Number(hours) * 3_600_000) : new Date(text);
  if (Number.isNaN(since.getTime()))
    throw new InvalidArgumentError("It must be a date, a time, or hours such as 24h.");
  return since;
}

function readLimit(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(text);
}

function lines(events: readonly FoundEvent[]): string[] {
  if (events.length === 0) return ["Nothing of that kind is recorded."];
  return events.map(({ at, action, actor, user, client, address, detail }) =>
    [
      at.toISOString(),
      action.padEnd(21),
      `by ${actor.padEnd(8)}`,
      ...[user, client, address, detail].filter((part) => part !== null),
    ].join("  "),
  );
}
