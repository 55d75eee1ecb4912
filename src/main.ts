import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { createApp } from "./app.js";
import { type Config, readConfig, SettingsError } from "./config.js";
import { type Database, openDatabase } from "./db/orm.js";
import { OperatorError } from "./errors.js";
import { loadStarter } from "./foods/import/importFoods.js";
import { type Changes, watchChanges } from "./foods/watchChanges.js";
import { answerBrokenRequest } from "./http/brokenRequests.js";
import { namesRequest } from "./http/requestId.js";
import { createMailer } from "./mail.js";
import { secretOf } from "./secret.js";
import { keepTidy } from "./tidy.js";
import { createHabits, type Habits } from "./usage/habits.js";
import { createHistory, type History } from "./usage/history.js";
import { makeUsagePartitions } from "./usage/keepUsage.js";
import { createQuota, type Quota } from "./usage/quota.js";
import { loadTiers } from "./users/tiers.js";

/** How long requests in flight may take to finish once a stop was asked for. */
const drainMs = 10_000;
const closeMs = 3000;

try {
  await serve();
} catch (error) {
  // What the operator can mend is one sentence; anything else is ours, and is shown whole.
  const known = error instanceof OperatorError || error instanceof SettingsError;
  console.error(known ? `larder: ${error.message}` : error);
  process.exit(1);
}

async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.production ? "info" : "warn", mixin: namesRequest });
  // A terminal is read by a person, the log of a deployment by programs.
  const say = config.production ? (text: string) => log.info(text) : (text: string) => console.log(text);
  if (!config.databaseUrl) say(`Starting the database in ${config.dataFolder} …`);
  const tiers = await loadTiers(config.tiersFile);
  const mailer = createMailer(config, log);
  const opening = openDatabase(config);
  // Without this Node plays a stream of nothing to each request that has no body, which costs a tenth of a short answer.
  const server = createServer({ optimizeEmptyRequests: true }).on("clientError", answerBrokenRequest);
  let history: History | undefined;
  let habits: Habits | undefined;
  let quota: Quota | undefined;
  let changes: Changes | undefined;
  stopOnSignal(server, opening, async () => {
    await Promise.all([
      mailer?.finish(),
      history?.finish(),
      habits?.finish(),
      quota?.finish(),
      changes?.finish(),
    ]);
  });
  const database = await opening;
  try {
    await loadStarter(database.orm, say);
    for (const { tier, accounts } of await tiers.lost(database.orm.em.fork()))
      log.warn(`${accounts} accounts have the tier ${tier}, which is none: they have what is free.`);
    await makeUsagePartitions(database.orm.em.fork());
    const pool = await database.orm.em.getConnection().getNativeClient();
    history = createHistory(pool, log);
    habits = createHabits(pool, log);
    quota = createQuota(pool, tiers, log);
    changes = watchChanges(pool, log);
    const secret = await secretOf(config);
    const app = await createApp({
      config,
      orm: database.orm,
      secret,
      tiers,
      log,
      mailer,
      history,
      habits,
      quota,
      changes,
    });
    server.on("request", app.listener());
    await listen(server, config.port);
  } catch (error) {
    await database.close();
    throw error;
  }
  server.once("close", keepTidy(database.orm, tiers, log));
  say(config.production ? `Larder is ready at ${config.publicUrl}` : welcome(config));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const inUse = error.code === "EADDRINUSE";
      reject(
        inUse
          ? new OperatorError(
              `Port ${port} is in use. Stop what uses it, or choose another: PORT=${port + 1} npm start`,
            )
          : error,
      );
    });
    server.listen(port, resolve);
  });
}

/** The first signal lets requests finish, the second does not wait. No database is left running by either. */
function stopOnSignal(server: Server, opening: Promise<Database>, finish: () => Promise<void>): void {
  let stopping = false;
  const stop = async () => {
    const database = await opening;
    if (stopping) await abandon(database);
    stopping = true;
    setTimeout(() => server.closeAllConnections(), drainMs).unref();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
    await Promise.race([finish(), delay(closeMs)]);
    // A connection that never comes back must not keep the process.
    setTimeout(() => abandon(database), closeMs).unref();
    await database.close();
    process.exit(0);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
}

async function abandon(database: Database): Promise<never> {
  await database.abandon();
  process.exit(1);
}

function welcome({ publicUrl: url, smtpUrl, dataFolder }: Config): string {
  return `
Larder is ready.

  ${url}                 what this is, and your account
  ${url}/graphql         GraphQL, with a playground in the browser
  ${url}/api/foods/search?query=tofu   the REST facade (needs a token)
  ${url}/openapi.json    what a custom GPT imports

Next, in another terminal:

  npx larder user create --email you@example.com --name You --operator
  npx larder client create --name "My GPT" --gpt
  npx larder gpt check --user you@example.com
  npx larder import usda <the zip files from https://fdc.nal.usda.gov/download-datasets>
${smtpUrl ? "" : `\nNo mail is sent, for SMTP_URL is not set: it is written to ${join(dataFolder, "mail")}.\n`}`;
}
