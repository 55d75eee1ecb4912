import { Command, InvalidArgumentError } from "commander";
import { type UsageTotal, usageTotals } from "../usage/findUsage.js";
import { type Format, jsonOption, print } from "./print.js";
import { withDatabase } from "./withDatabase.js";

export const usageCommand = new Command("usage")
  .description("say how many requests there were, by day, door and client; never who asked for what")
  .option("--days <days>", "how many days back", readDays, 7)
  .option(...jsonOption)
  .action(({ days, ...format }: Format & { days: number }) =>
    withDatabase(async (orm) => print(await usageTotals(orm.em.fork(), days), format, lines)),
  );

function lines(totals: readonly UsageTotal[]): string[] {
  if (totals.length === 0) return ["There were no requests."];
  return totals.map(
    ({ day, door, client, requests, users, errors, medianMs }) =>
      `${day}  ${door.padEnd(8)} ${(client ?? "browsers").padEnd(24)} ${requests} requests of ${users} users, ${errors} refused, median ${medianMs} ms`,
  );
}

function readDays(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new InvalidArgumentError("It must be a whole number of days, 1 to 9999.");
  return Number(text);
}
