import type { MikroORM } from "@mikro-orm/postgresql";
import { OperatorError } from "../errors.js";
import { Browser } from "../gpt/Browser.js";
import { checkGpt } from "../gpt/check.js";
import { openCallback } from "../gpt/openCallback.js";
import { Client } from "../oauth/Client.js";
import { askPassword } from "./askPassword.js";
import { withDatabase } from "./withDatabase.js";

export interface CheckGptOptions {
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

/**
 * `larder gpt check`: with a client's id and secret on any Larder, or without on the local one, where it makes a
 * client for the check and removes it again. The person is `--user`, or whoever sits at the browser.
 */
export async function checkGptCommand(
  options: CheckGptOptions,
  localUrl: string,
  say: (line: string) => void,
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

/** May ask for no more than the check does. */
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
  const em = orm.em.fork();
  await em.persist(client).flush();
  try {
    await run({ id: client.id, secret: secret! });
  } finally {
    await em.remove(client).flush();
  }
}
