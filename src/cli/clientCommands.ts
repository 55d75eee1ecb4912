import type { EntityManager } from "@mikro-orm/postgresql";
import { Command } from "commander";
import type { ClientChanges } from "../oauth/Client.js";
import {
  addRedirect,
  type ClientSheet,
  createClient,
  findClient,
  listClients,
  removeRedirect,
  revokeClient,
  rotateSecret,
  updateClient,
  type WithSecret,
} from "../oauth/clients.js";
import { grantTypes } from "../oauth/grantTypes.js";
import { documentCommands } from "./documentCommands.js";
import { type Format, jsonOption, print } from "./print.js";
import { withDatabase } from "./withDatabase.js";

const client = new Command("client").description(
  "manage the apps that may ask people for access (OAuth clients)",
);
export const clientCommands = client;

interface CreateOptions extends Format {
  readonly name: string;
  readonly redirectUri?: string[];
  readonly gpt?: boolean;
  readonly public?: boolean;
  readonly clientCredentials?: boolean;
  readonly device?: boolean;
  readonly firstParty?: boolean;
  readonly scope?: string[];
}

interface UpdateOptions extends Format, Pick<ClientChanges, "name" | "trustedDocumentsOnly"> {
  readonly scope?: string[];
  readonly grant?: string[];
}

client
  .command("create")
  .description("make a client; its secret is shown once")
  .requiredOption("--name <name>", "what people read on the consent page")
  .option("--redirect-uri <uri...>", "where the browser may return to; a GPT's is known after it was saved")
  .option("--gpt", "a custom GPT: keeps a secret, does no PKCE")
  .option("--public", "runs where no secret can be kept, such as a browser or a phone: must use PKCE")
  .option("--device", "has no browser: people enter its code on another device")
  .option("--first-party", "your own app: people are not asked whether they allow it")
  .option("--client-credentials", "may get tokens for itself, without a person")
  .option("--scope <scope...>", "all that it may ask for; without it every scope")
  .option(...jsonOption)
  .action(({ redirectUri: redirectUris, scope: scopes, json, ...rest }: CreateOptions) =>
    withDatabase(async (orm) => {
      const made = await createClient(orm.em.fork(), { ...rest, redirectUris, scopes });
      const next = rest.gpt
        ? [`\nWhat the GPT editor asks for: npx larder gpt setup --client ${made.id}`]
        : [];
      print(made, { json }, () => [...withSecret(made), ...next]);
    }),
  );

client
  .command("list")
  .description("show all clients")
  .option(...jsonOption)
  .action((format: Format) =>
    withDatabase(async (orm) => {
      const clients = await listClients(orm.em.fork());
      print(clients, format, () =>
        clients.length > 0
          ? clients.flatMap(lines)
          : ["There are none. Make one: npx larder client create --name <name>"],
      );
    }),
  );

client
  .command("update")
  .description("change what people read, or what it may ask for and how")
  .argument("<client>", "id of the client")
  .option("--name <name>", "what people read on the consent page")
  .option("--scope <scope...>", "all that it may ask for")
  .option("--trusted-documents-only", "refuse every GraphQL document that is not registered for it")
  .option("--no-trusted-documents-only", "let it send any GraphQL document again")
  .option("--grant <type...>", `all ways in which it may get a token: ${Object.keys(grantTypes).join(", ")}`)
  .option(...jsonOption)
  .action((id: string, { scope: scopes, grant: grantTypes, json, ...rest }: UpdateOptions) =>
    withDatabase(async (orm) =>
      print(await updateClient(orm.em.fork(), id, { ...rest, scopes, grantTypes }), { json }, lines),
    ),
  );

client
  .command("rotate-secret")
  .description("give a client another secret, shown once; the former one ends at once, its tokens live on")
  .argument("<client>", "id of the client")
  .option(...jsonOption)
  .action((id: string, format: Format) =>
    withDatabase(async (orm) => print(await rotateSecret(orm.em.fork(), id), format, withSecret)),
  );

client.addCommand(documentCommands);

about("show", "show one client", findClient);
about("revoke", "end a client and all its tokens, for good", revokeClient);
withUri("add-redirect", "register an address that the browser may return to", addRedirect);
withUri("remove-redirect", "take an address back", removeRedirect);

function about(
  name: string,
  description: string,
  work: (em: EntityManager, id: string) => Promise<ClientSheet>,
): void {
  client
    .command(name)
    .description(description)
    .argument("<client>", "id of the client")
    .option(...jsonOption)
    .action((id: string, format: Format) =>
      withDatabase(async (orm) => print(await work(orm.em.fork(), id), format, lines)),
    );
}

function withUri(name: string, description: string, work: typeof addRedirect): void {
  client
    .command(name)
    .description(description)
    .argument("<client>", "id of the client")
    .argument("<uri>", "exactly as the client sends it")
    .option(...jsonOption)
    .action((id: string, uri: string, format: Format) =>
      withDatabase(async (orm) => print(await work(orm.em.fork(), id, uri), format, lines)),
    );
}

function lines({
  id,
  name,
  kind,
  firstParty,
  selfRegistered,
  grantTypes,
  redirectUris,
  scopes,
  trustedDocumentsOnly,
  revokedAt,
}: ClientSheet): string[] {
  return [
    `${id}  ${name}`,
    `  kind       ${kind}${firstParty ? ", first party" : ""}${selfRegistered ? ", registered by itself" : ""}${revokedAt ? `, revoked ${revokedAt.toISOString()}` : ""}`,
    `  grants     ${grantTypes.join(" ")}`,
    `  redirects  ${redirectUris.join("\n             ") || "none yet"}`,
    `  scopes     ${scopes.join(" ")}`,
    ...(trustedDocumentsOnly ? ["  documents  registered ones only"] : []),
  ];
}

const withSecret = ({ secret, ...sheet }: WithSecret) =>
  secret ? [...lines(sheet), `  secret     ${secret}   (shown only now)`] : lines(sheet);
