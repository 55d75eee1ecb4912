#!/usr/bin/env node
import type { MikroORM } from "@mikro-orm/postgresql";
import { Command, InvalidArgumentError } from "commander";
import { readConfig, SettingsError } from "../config.js";
import { AppError, OperatorError } from "../errors.js";
import { gptSheet, type Sheet } from "../gpt/sheet.js";
import { findClient } from "../oauth/clients.js";
import { keepHours, purge } from "../oauth/purge.js";
import { purgeUsage } from "../usage/keepUsage.js";
import { loadTiers } from "../users/tiers.js";
import { auditCommand } from "./auditCommand.js";
import type { CheckGptOptions } from "./checkGpt.js";
import { clientCommands } from "./clientCommands.js";
import { importCommands } from "./importCommands.js";
import { keyCommands } from "./keyCommands.js";
import { type Format, jsonOption, print } from "./print.js";
import { searchCommand } from "./searchCommand.js";
import { tokenCommands } from "./tokenCommands.js";
import { usageCommand } from "./usageCommand.js";
import { userCommands } from "./userCommands.js";
import { withDatabase } from "./withDatabase.js";

const say = (line: string) => console.log(line);

const larder = new Command("larder")
  .description(
    "Larder, from the command line. It works beside a running server, on the database of the same settings.",
  )
  .showHelpAfterError("Help: larder --help");

larder.addCommand(importCommands);
larder.addCommand(searchCommand);
larder.addCommand(userCommands);
larder.addCommand(clientCommands);
larder.addCommand(tokenCommands);
larder.addCommand(keyCommands);
larder.addCommand(auditCommand);
larder.addCommand(usageCommand);

larder
  .command("purge")
  .description(
    "remove codes, tokens and sessions that have ended; a running server does so by itself every hour",
  )
  .option("--older-than <hours>", "only what ended so many hours ago", readHours, keepHours)
  .option(...jsonOption)
  .action(({ olderThan, ...format }: Format & { olderThan: number }) =>
    withDatabase(async (orm, { tiersFile }) =>
      print(await purgeAll(orm, olderThan, tiersFile), format, (purged) => [
        purged
          ? `Removed ${purged.artifacts} codes, tokens and grants, ${purged.sessions} sessions, ${purged.mailLinks} links sent by mail, ${purged.clients} unused apps, ${purged.auditEvents} entries of the audit, ${purged.keys} keys and ${purged.requests} requests.`
          : "Another process is at it.",
      ]),
    ),
  );

const gpt = larder.command("gpt").description("set up and check a custom GPT");

gpt
  .command("setup")
  .description("print what the GPT editor asks for")
  .requiredOption("--client <id>", "id of the GPT's client, from: larder client create --gpt")
  .option(...jsonOption)
  .action(({ client: id, ...format }: Format & { client: string }) =>
    withDatabase(async (orm, { publicUrl }) =>
      print(gptSheet(publicUrl, (await findClient(orm.em.fork(), id)).id), format, sheetLines),
    ),
  );

gpt
  .command("check")
  .description("play ChatGPT against a Larder: sign in, consent, token, a food question, refresh, revoke")
  .option("--url <origin>", "the Larder to check (default: the one of these settings)")
  .option("--client <id>", "check this client (default: one made for the check, on the local Larder only)")
  .option("--secret <secret>", "its secret")
  .option("--redirect-uri <uri>", "one of its registered redirect URIs")
  .option("--user <email>", "sign in as this person, without a browser")
  .option("--password <password>", "asked for if absent")
  .option("--query <words>", "the food to ask for", "tofu")
  .option(...jsonOption)
  .action(async (options: CheckGptOptions) => {
    // Here, for what plays ChatGPT takes long to load.
    const { checkGptCommand } = await import("./checkGpt.js");
    if (!(await checkGptCommand(options, readConfig(process.env).publicUrl, say))) process.exitCode = 1;
  });

try {
  await larder.parseAsync();
} catch (error) {
  // What the person at the terminal can mend is one sentence; anything else is ours, and is shown whole.
  const known = error instanceof OperatorError || error instanceof SettingsError || error instanceof AppError;
  console.error(known ? `larder: ${error.message}` : error);
  process.exitCode = 1;
}

function sheetLines({ lines, afterwards, problems }: Sheet): string[] {
  const width = Math.max(...lines.map(({ label }) => label.length));
  return [
    ...lines.map(({ label, value }) => `${label.padEnd(width)}  ${value}`),
    `\nThen:\n${afterwards.map((step, at) => `${at + 1}. ${step}`).join("\n")}`,
    ...(problems.length > 0
      ? [`\nBefore ChatGPT can use it:\n${problems.map((text) => `- ${text}`).join("\n")}`]
      : []),
  ];
}

async function purgeAll(orm: MikroORM, olderThanHours: number, tiersFile: string | null) {
  const purged = await purge(orm.em.fork(), olderThanHours);
  return purged && { ...purged, requests: await purgeUsage(orm.em.fork(), await loadTiers(tiersFile)) };
}

function readHours(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number of hours.");
  return Number(text);
}
