import type { EntityManager } from "@mikro-orm/postgresql";
import { Command } from "commander";
import { type Format, jsonOption, print } from "./print.js";
import { introspectToken, revokeToken, type TokenSheet } from "./tokens.js";
import { withDatabase } from "./withDatabase.js";

export const tokenCommands = new Command("token").description("look into a token, or end it");

about("introspect", "show whom a token speaks for, and what it may do", introspectToken);
about("revoke", "end a token and all others of the same authorization", revokeToken);

function about(
  name: string,
  description: string,
  work: (em: EntityManager, token: string) => Promise<TokenSheet>,
): void {
  tokenCommands
    .command(name)
    .description(description)
    .argument("<token>", "an access or refresh token")
    .option(...jsonOption)
    .action((token: string, format: Format) =>
      withDatabase(async (orm) => print(await work(orm.em.fork(), token), format, lines)),
    );
}

function lines({ kind, active, user, client, scopes, expiresAt }: TokenSheet): string[] {
  return [
    `${active ? "A live" : "An ended"} ${kind}`,
    `  user     ${user ?? "none: the client acts for itself"}`,
    `  client   ${client}`,
    `  scopes   ${scopes.join(" ")}`,
    `  expires  ${expiresAt?.toISOString()}`,
  ];
}
