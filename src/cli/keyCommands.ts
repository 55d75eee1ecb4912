import { Command } from "commander";
import { type KeySheet, listKeys, rotateKeys } from "../oauth/keys.js";
import { secretOf } from "../secret.js";
import { type Format, jsonOption, print } from "./print.js";
import { withDatabase } from "./withDatabase.js";

export const keyCommands = new Command("keys").description("manage the keys that sign id tokens and cookies");

keyCommands
  .command("list")
  .description(
    "show the keys, newest first: that one signs, ten seconds after it was made; the others verify what was signed before",
  )
  .option(...jsonOption)
  .action((format: Format) =>
    withDatabase(async (orm) => print(await listKeys(orm.em.fork()), format, lines)),
  );

keyCommands
  .command("rotate")
  .description("make new keys, which running servers take over within ten seconds; nobody is signed out")
  .option(...jsonOption)
  .action((format: Format) =>
    withDatabase(async (orm, config) =>
      print(await rotateKeys(orm.em.fork(), await secretOf(config)), format, lines),
    ),
  );

const lines = (keys: readonly KeySheet[]) =>
  keys.map(({ id, purpose, createdAt }) => `${id}  ${purpose.padEnd(7)}  ${createdAt.toISOString()}`);
