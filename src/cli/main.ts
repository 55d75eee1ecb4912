#!/usr/bin/env node
import { Command } from "commander";
import { readConfig, SettingsError } from "../config.js";
import { AppError, OperatorError } from "../errors.js";
import { gptSheet } from "../gpt/sheet.js";
import { type CheckGptOptions, checkGptCommand } from "./checkGpt.js";
import {
  addRedirect,
  type ClientSheet,
  createClient,
  findClient,
  listClients,
  removeRedirect,
  revokeClient,
} from "./clients.js";
import { type CreateUserOptions, createUserCommand } from "./createUser.js";
import { importUsda } from "./importFoods.js";
import { withDatabase } from "./withDatabase.js";

const say = (line: string) => console.log(line);

const larder = new Command("larder")
  .description(
    "Larder, from the command line. It works beside a running server, on the database of the same settings.",
  )
  .showHelpAfterError("Help: larder --help");

larder
  .command("import")
  .description("load foods into the catalogue")
  .command("usda")
  .description("USDA FoodData Central: Foundation Foods, SR Legacy and FNDDS, as downloaded (CSV)")
  .argument("<path...>", "zip files or folders")
  .action(async (paths: string[]) => {
    await withDatabase((orm) => importUsda(orm, paths, say));
  });

larder
  .command("user")
  .description("manage accounts")
  .command("create")
  .description("make an account")
  .requiredOption("--email <address>", "what the person signs in with")
  .requiredOption("--name <name>", "how the person is greeted")
  .option("--password <password>", "at least 8 characters; without it one is made and shown once")
  .action((options: CreateUserOptions) => withDatabase((orm) => createUserCommand(orm, options, say)));

const client = larder
  .command("client")
  .description("manage the apps that may ask people for access (OAuth clients)");

client
  .command("create")
  .description("make a client; its secret is shown once")
  .requiredOption("--name <name>", "what people read on the consent page")
  .option("--redirect-uri <uri...>", "where the browser may return to; a GPT's is known after it was saved")
  .option("--gpt", "a custom GPT: keeps a secret, does no PKCE")
  .option("--public", "runs where no secret can be kept, such as a browser or a phone: must use PKCE")
  .option("--scope <scope...>", "all that it may ask for; without it every scope")
  .action(
    (options: { name: string; redirectUri?: string[]; gpt?: boolean; public?: boolean; scope?: string[] }) =>
      withDatabase(async (orm) => {
        const { redirectUri: redirectUris, scope: scopes, ...rest } = options;
        const { secret, ...made } = await createClient(orm.em.fork(), { ...rest, redirectUris, scopes });
        sayClient(made);
        if (secret) say(`  secret     ${secret}   (shown only now)`);
        if (options.gpt) say(`\nWhat the GPT editor asks for: npx larder gpt setup --client ${made.id}`);
      }),
  );

client
  .command("list")
  .description("show all clients")
  .action(() =>
    withDatabase(async (orm) => {
      const clients = await listClients(orm.em.fork());
      if (clients.length === 0) say("There are none. Make one: npx larder client create --name <name>");
      clients.forEach(sayClient);
    }),
  );

client
  .command("add-redirect")
  .description("register an address that the browser may return to")
  .argument("<client>", "id of the client")
  .argument("<uri>", "exactly as the client will send it")
  .action((id: string, uri: string) =>
    withDatabase(async (orm) => sayClient(await addRedirect(orm.em.fork(), id, uri))),
  );

client
  .command("remove-redirect")
  .description("take an address back")
  .argument("<client>", "id of the client")
  .argument("<uri>", "as it was registered")
  .action((id: string, uri: string) =>
    withDatabase(async (orm) => sayClient(await removeRedirect(orm.em.fork(), id, uri))),
  );

client
  .command("revoke")
  .description("end a client and all its tokens, for good")
  .argument("<client>", "id of the client")
  .action((id: string) => withDatabase(async (orm) => sayClient(await revokeClient(orm.em.fork(), id))));

const gpt = larder.command("gpt").description("set up and check a custom GPT");

gpt
  .command("setup")
  .description("print what the GPT editor asks for")
  .requiredOption("--client <id>", "id of the GPT's client, from: larder client create --gpt")
  .action(({ client: id }: { client: string }) =>
    withDatabase(async (orm, { publicUrl }) => {
      const { lines, afterwards, problems } = gptSheet(publicUrl, (await findClient(orm.em.fork(), id)).id);
      const width = Math.max(...lines.map(({ label }) => label.length));
      for (const { label, value } of lines) say(`${label.padEnd(width)}  ${value}`);
      say(`\nThen:\n${afterwards.map((step, at) => `${at + 1}. ${step}`).join("\n")}`);
      if (problems.length > 0)
        say(`\nBefore ChatGPT can use it:\n${problems.map((text) => `- ${text}`).join("\n")}`);
    }),
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
  .action((options: CheckGptOptions) => checkGptCommand(options, readConfig(process.env).publicUrl, say));

try {
  await larder.parseAsync();
} catch (error) {
  // What the person at the terminal can mend is one sentence; anything else is ours, and is shown whole.
  const known = error instanceof OperatorError || error instanceof SettingsError || error instanceof AppError;
  console.error(known ? `larder: ${error.message}` : error);
  process.exitCode = 1;
}

function sayClient({ id, name, kind, redirectUris, scopes, revokedAt }: ClientSheet): void {
  say(`${id}  ${name}`);
  say(`  kind       ${kind}${revokedAt ? `, revoked ${revokedAt.toISOString()}` : ""}`);
  say(`  redirects  ${redirectUris.join("\n             ") || "none yet"}`);
  say(`  scopes     ${scopes.join(" ")}`);
}
