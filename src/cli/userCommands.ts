import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import { Command } from "commander";
import { loadTiers } from "../users/tiers.js";
import { type ConsentSheet, disconnect, listConsents } from "./consents.js";
import { type Format, jsonOption, print } from "./print.js";
import {
  disableUser,
  enableUser,
  findUser,
  listUsers,
  makeUser,
  type NewAccount,
  operatorWarning,
  removeUser,
  resetPassword,
  setRole,
  setTier,
  type UserSheet,
  type WithPassword,
} from "./users.js";
import { withDatabase } from "./withDatabase.js";

const user = new Command("user").description("manage accounts");
export const userCommands = user;

user
  .command("create")
  .description("make an account")
  .requiredOption("--email <address>", "what the person signs in with")
  .requiredOption("--name <name>", "how the person is greeted")
  .option("--password <password>", "at least 8 characters; without it one is made and shown once")
  .option("--operator", "the person runs this server")
  .option(...jsonOption)
  .action(({ json, ...account }: NewAccount & Format) =>
    withDatabase(async (orm) => print(await makeUser(orm.em.fork(), account), { json }, made)),
  );

user
  .command("list")
  .description("show all accounts")
  .option(...jsonOption)
  .action((format: Format) =>
    withDatabase(async (orm) => {
      const users = await listUsers(orm.em.fork());
      print(users, format, () =>
        users.length > 0
          ? users.flatMap(lines)
          : ["There are none. Make one: npx larder user create --email <address> --name <name>"],
      );
    }),
  );

about("show", "show one account", findUser);
about("disable", "sign the person out everywhere and let nobody in, until it is enabled again", disableUser);
about("enable", "let the person in again", enableUser);
about("delete", "remove an account and all that hangs on it, for good", removeUser);

user
  .command("set-tier")
  .description("say what the account includes")
  .argument("<who>", "e-mail or id, such as user_12")
  .argument("<tier>", "free, premium, or one of TIERS_FILE")
  .option(...jsonOption)
  .action((who: string, tier: string, format: Format) =>
    withDatabase(async (orm, { tiersFile }) =>
      print(await setTier(orm.em.fork(), await loadTiers(tiersFile), who, tier), format, lines),
    ),
  );

user
  .command("set-role")
  .description("say whether the person runs this server or only uses it")
  .argument("<who>", "e-mail or id, such as user_12")
  .argument("<role>", "user or operator")
  .option(...jsonOption)
  .action((who: string, role: string, format: Format) =>
    withDatabase(async (orm) => {
      print(await setRole(orm.em.fork(), who, role), format, lines);
      await warnWithoutOperator(orm);
    }),
  );

user
  .command("apps")
  .description("show what the person has allowed to use the account")
  .argument("<who>", "e-mail or id, such as user_12")
  .option(...jsonOption)
  .action((who: string, format: Format) =>
    withDatabase(async (orm) =>
      print(await listConsents(orm.em.fork(), who), format, (apps) =>
        apps.length > 0 ? apps.flatMap(appLines) : ["There is none."],
      ),
    ),
  );

user
  .command("disconnect")
  .description("withdraw what the person has allowed an app, and end its tokens at once")
  .argument("<who>", "e-mail or id, such as user_12")
  .argument("<client>", "id of the app, from: larder user apps")
  .option(...jsonOption)
  .action((who: string, client: string, format: Format) =>
    withDatabase(async (orm) => print(await disconnect(orm.em.fork(), who, client), format, appLines)),
  );

user
  .command("reset-password")
  .description("set another password and sign the person out everywhere")
  .argument("<who>", "e-mail or id, such as user_12")
  .option("--password <password>", "at least 8 characters; without it one is made and shown once")
  .option(...jsonOption)
  .action((who: string, { password, ...format }: Format & { password?: string }) =>
    withDatabase(async (orm) => print(await resetPassword(orm.em.fork(), who, password), format, reset)),
  );

/** A command that needs nothing but whom it is about. */
function about(
  name: string,
  description: string,
  work: (em: EntityManager, who: string) => Promise<UserSheet>,
): void {
  user
    .command(name)
    .description(description)
    .argument("<who>", "e-mail or id, such as user_12")
    .option(...jsonOption)
    .action((who: string, format: Format) =>
      withDatabase(async (orm) => {
        const sheet = await work(orm.em.fork(), who);
        print(sheet, format, lines);
        if (sheet.role === "operator") await warnWithoutOperator(orm);
      }),
    );
}

/** On stderr, where it spoils no JSON. */
async function warnWithoutOperator(orm: MikroORM): Promise<void> {
  const warning = await operatorWarning(orm.em.fork());
  if (warning) console.error(`larder: ${warning}`);
}

function lines({ id, email, name, role, tier, createdAt, disabledAt }: UserSheet): string[] {
  return [
    `${id}  ${email}`,
    `  name   ${name}`,
    `  role   ${role}`,
    `  tier   ${tier}`,
    `  since  ${createdAt.toISOString().slice(0, 10)}${disabledAt ? `, disabled ${disabledAt.toISOString()}` : ""}`,
  ];
}

const appLines = ({ client, name, scopes, grantedAt }: ConsentSheet) => [
  `${client}  ${name}`,
  `  scopes  ${scopes.join(" ")}`,
  `  since   ${grantedAt.toISOString().slice(0, 10)}`,
];

const made = (answer: WithPassword) => [`Made ${answer.id} for ${answer.email}.`, ...shown(answer)];
const reset = (answer: WithPassword) => [`${answer.email} has another password.`, ...shown(answer)];
const shown = ({ password }: WithPassword) => (password ? [`Password, shown only now: ${password}`] : []);
