import type { MikroORM } from "@mikro-orm/postgresql";
import { commandLine, record } from "../audit/record.js";
import { AppError, OperatorError } from "../errors.js";
import { Browser } from "../gpt/Browser.js";
import { checkGpt, type GptCheckOptions } from "../gpt/check.js";
import { openCallback } from "../gpt/openCallback.js";
import { Client } from "../oauth/Client.js";
import { askPassword } from "./askPassword.js";
import type { Format } from "./print.js";
import { withDatabase } from "./withDatabase.js";

export interface CheckGptOptions extends Format {
  readonly url?: string;
  readonly client?: string;
  readonly secret?: string;
  readonly redirectUri?: string;
  readonly user?: string;
  readonly password?: string;
  readonly query: string;
}

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

interface Step {
  readonly title: string;
  readonly lines: string[];
}

/** What a check found; `problem` says what failed and how to mend it. */
interface CheckReport {
  readonly passed: boolean;
  readonly problem: string | null;
  readonly steps: readonly Step[];
}

/** `larder gpt check`: tells each step as it goes, or with --json all of it at its end; false where it failed. */
export async function checkGptCommand(
  { json, ...options }: CheckGptOptions,
  localUrl: string,
  print: (text: string) => void,
): Promise<boolean> {
  if (!json) {
    await check(options, localUrl, { step: print, say: print });
    print("All is well: a GPT with these settings works.");
    return true;
  }
  if (!options.user || !options.password)
    throw new OperatorError("With --json nobody is asked for anything: give --user and --password.");
  const steps: Step[] = [];
  const tell: Tell = {
    step: (title) => steps.push({ title, lines: [] }),
    say: (line) => steps.at(-1)?.lines.push(line.trim()),
  };
  const problem = await check(options, localUrl, tell).then(
    () => null,
    (error: unknown) => {
      if (error instanceof OperatorError || error instanceof AppError) return error.message;
      throw error;
    },
  );
  const report: CheckReport = { passed: problem === null, problem, steps };
  print(JSON.stringify(report, null, 2));
  return report.passed;
}

type Tell = Pick<GptCheckOptions, "step" | "say">;

/**
 * With a client's id and secret on any Larder, or without on the local one, where it makes a
 * client for the check and removes it again. The person is `--user`, or whoever sits at the browser.
 */
async function check(
  options: Omit<CheckGptOptions, "json">,
  localUrl: string,
  { step, say }: Tell,
): Promise<void> {
  const url = originOf(options.url ?? localUrl);
  const callback = options.redirectUri ? null : await openCallback();
  const redirectUri = options.redirectUri ?? callback!.url;
  const password = options.user && (options.password ?? (await askPassword(`Password of ${options.user}: `)));
  const signIn = async (authorizationUrl: string, interrupted?: AbortSignal): Promise<URL> => {
    if (options.user && password)
      return new Browser(redirectUri, say).authorize(authorizationUrl, options.user, password);
    if (!callback)
      throw new OperatorError("With --redirect-uri the check signs in itself: give --user and --password.");
    say(`\n   Open this address in your browser, sign in and approve:\n\n   ${authorizationUrl}\n`);
    return callback.arrived(interrupted);
  };
  const run = ({ id, secret }: Credentials, interrupted?: AbortSignal) =>
    checkGpt({
      url,
      clientId: id,
      clientSecret: secret,
      redirectUri,
      query: options.query,
      signIn: (authorizationUrl) => signIn(authorizationUrl, interrupted),
      step,
      say,
    });
  try {
    if (options.client && options.secret) await run({ id: options.client, secret: options.secret });
    else if (options.client || options.secret)
      throw new OperatorError("Give --client and --secret together, or neither.");
    else if (url !== localUrl)
      throw new OperatorError(`To check ${url}, give --client and --secret of a client there.`);
    else
      await withDatabase((orm, _config, interrupted) =>
        withCheckClient(orm, redirectUri, (client) => run(client, interrupted)),
      );
  } finally {
    callback?.close();
  }
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, "")) {
    throw new OperatorError(`--url is "${text}"; it must be an origin such as https://food.example.com.`);
  }
  return url.origin;
}

/** May ask for no more than the check does. That it was there stays in the audit. */
async function withCheckClient(
  orm: MikroORM,
  redirectUri: string,
  run: (client: Credentials) => Promise<void>,
): Promise<void> {
  const { client, secret } = Client.make({
    name: "Larder's own GPT check",
    redirectUris: [redirectUri],
    gpt: true,
    scopes: ["foods:read"],
  });
  const ofIt = { clientId: client.id, detail: "larder gpt check", ...commandLine };
  const em = orm.em.fork();
  await em.transactional(async (inner) => {
    await inner.persist(client).flush();
    await record(inner, { action: "client-created", ...ofIt });
  });
  try {
    await run({ id: client.id, secret: secret! });
  } finally {
    await em.transactional(async (inner) => {
      await inner.remove(client).flush();
      await record(inner, { action: "client-revoked", ...ofIt });
    });
  }
}
