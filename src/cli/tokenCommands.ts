import { Command } from "commander";
import { type Format, jsonOption, print } from "./print.js";
import type { TokenSheet } from "./tokens.js";
import { withDatabase } from "./withDatabase.js";

export const tokenCommands = new Command("token").description("look into a token, or end it");

about("introspect", "show whom a token speaks for, and what it may do");
about("revoke", "end a token and all others of the same authorization");

function about(name: "introspect" | "revoke", description: string): void {
  tokenCommands
    .command(name)
    .description(description)
    .argument("<token>", "an access or refresh token")
    .option(...jsonOption)
    .action((token: string, format: Format) =>
      withDatabase(async (orm) => {
        // Here, for no other command needs the engine, which takes long to load.
        const { introspectToken, revokeToken } = await import("./tokens.js");
        const work = { introspect: introspectToken, revoke: revokeToken }[name];
        print(await work(orm.em.fork(), token), format, lines);
      }),
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
