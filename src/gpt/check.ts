import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type AccessToken, AuthorizationCode } from "simple-oauth2";
import { OperatorError } from "../errors.js";
import { causeOf, withoutRefreshToken } from "./causes.js";
import { checkServer, reach } from "./checkServer.js";

export interface GptCheckOptions {
  /** Origin of the Larder to check. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly query: string;
  /** Brings a user through sign-in and consent, and returns the address at the callback. */
  readonly signIn: (authorizationUrl: string) => Promise<URL>;
  /** Begins a step. */
  readonly step: (title: string) => void;
  /** What is done in it, and what comes of it: no secret, and no token that is still good. */
  readonly say: (line: string) => void;
}

/** Scope that the sheet tells the operator to enter in the GPT editor. */
const scope = "foods:read";
/** Every instance of a Larder knows of a revocation after one second. */
const revocationMs = 1100;

/**
 * Does what ChatGPT does with a custom GPT's action, in the same order and with the same requests: no PKCE,
 * client credentials in a form body. Throws at the first failure, with its cause and how to mend it.
 */
export async function checkGpt(options: GptCheckOptions): Promise<void> {
  const { url, step, say } = options;
  const client = new AuthorizationCode({
    client: { id: options.clientId, secret: options.clientSecret },
    auth: {
      tokenHost: url,
      tokenPath: "/oauth/token",
      authorizePath: "/oauth/authorize",
      revokePath: "/oauth/revoke",
    },
    options: { authorizationMethod: "body" },
  });

  step("1. The server's metadata, and the OpenAPI document that the GPT editor imports");
  await lookAt(options);

  step("2. Authorization: the user signs in and consents");
  const code = await authorize(client, options);

  step("3. Token: the code is exchanged");
  const form = { grant_type: "authorization_code", code: "$CODE", redirect_uri: options.redirectUri };
  sayTokenRequest(options, "token", form);
  const first = await client
    .getToken({ code, redirect_uri: options.redirectUri })
    .catch(explain("code", options));
  sayToken(first, options);

  step("4. The API: a food question with the user's token");
  await search(options, first, 200);

  step("5. Refresh: a new pair of tokens");
  sayTokenRequest(options, "token", { grant_type: "refresh_token", refresh_token: "$REFRESH_TOKEN" });
  const second = await first.refresh().catch(explain("refresh", options));
  sayToken(second, options);
  await search(options, second, 200);

  step("6. Revocation: the API must refuse the token afterwards");
  sayTokenRequest(options, "revoke", { token: "$REFRESH_TOKEN" });
  await second.revoke("refresh_token").catch(explain("revocation", options));
  say("   200, and nothing else");
  await delay(revocationMs);
  await search(options, second, 401);
}

/** What only ChatGPT would miss is told, and does not end the check: it may be one's own machine that is tried. */
async function lookAt({ url, say }: GptCheckOptions): Promise<void> {
  for (const { what, address, problems, isForChatGpt } of await checkServer(url)) {
    if (address) say(`   curl ${address}`);
    if (problems.length > 0 && !isForChatGpt) throw new OperatorError(problems.join(" "));
    say(`   ${problems.length > 0 ? `not yet: ${problems.join(" ")}` : `${what}: yes`}`);
  }
}

async function authorize(
  client: AuthorizationCode,
  { clientId, redirectUri, signIn, say }: GptCheckOptions,
): Promise<string> {
  const state = randomBytes(16).toString("base64url");
  const authorizationUrl = client.authorizeURL({ redirect_uri: redirectUri, scope, state });
  say(`   curl '${authorizationUrl}'`);
  const { searchParams } = await signIn(authorizationUrl);
  const error = searchParams.get("error");
  if (error) {
    const description = searchParams.get("error_description");
    throw new OperatorError(
      `Authorization failed with ${error}: ${description}. ${causeOf(error, "authorization", clientId)}`.trim(),
    );
  }
  if (searchParams.get("state") !== state)
    throw new OperatorError("The callback came back with another state than was sent.");
  const code = searchParams.get("code");
  if (!code) throw new OperatorError("The callback came back without a code.");
  say(`   redirected to ${redirectUri} with a code, and the state as it was sent`);
  return code;
}

async function search(
  { url, query, say }: GptCheckOptions,
  token: AccessToken,
  expected: number,
): Promise<void> {
  const address = `${url}/api/foods/search?query=${encodeURIComponent(query)}`;
  say(`   curl -H "Authorization: Bearer $ACCESS_TOKEN" '${address}'`);
  const response = await reach(address, {
    headers: { authorization: `Bearer ${token.token.access_token}` },
  });
  const body = await response.text();
  say(`   ${response.status} ${body}`);
  if (response.status === expected) return;
  throw new OperatorError(
    expected === 401
      ? `The API answered ${response.status} to a revoked token; it must answer 401, or a user who disconnects stays connected.`
      : `The API answered ${response.status} to a fresh token: ${body}`,
  );
}

/** Secrets and tokens are not repeated: what a terminal shows is copied into tickets and chats. */
function sayTokenRequest(
  { url, clientId, say }: GptCheckOptions,
  endpoint: string,
  form: Record<string, string>,
): void {
  const data = { ...form, client_id: clientId, client_secret: "$CLIENT_SECRET" };
  const flags = Object.entries(data).map(([name, value]) => `-d "${name}=${value}"`);
  say(`   curl ${flags.join(" ")} ${url}/oauth/${endpoint}`);
}

function sayToken({ token }: AccessToken, { clientId, say }: GptCheckOptions): void {
  const shown = Object.entries(token).map(([name, value]) => {
    const isToken = /^(access|refresh|id)_token$/.test(name);
    return [name, isToken ? `$${name.toUpperCase()}` : value];
  });
  say(`   ${JSON.stringify(Object.fromEntries(shown))}`);
  for (const field of ["access_token", "token_type", "expires_in"]) {
    if (!token[field])
      throw new OperatorError(`The token answer has no ${field}; ChatGPT needs it to stay signed in.`);
  }
  if (!token.refresh_token) throw new OperatorError(withoutRefreshToken(clientId));
  if (!String(token.scope).split(" ").includes(scope)) {
    throw new OperatorError(`Scope refused: ${scope} was asked for, and "${token.scope ?? ""}" was granted.`);
  }
}

/** simple-oauth2 wraps what the server said in an error of its HTTP client. */
function explain(step: "code" | "refresh" | "revocation", { clientId }: GptCheckOptions) {
  return (cause: { data?: { payload?: Record<string, string> }; message: string }): never => {
    const { error = "", error_description: description = cause.message } = cause.data?.payload ?? {};
    throw new OperatorError(
      `${error || "The request failed"}: ${description}. ${causeOf(error, step, clientId)}`.trim(),
      { cause },
    );
  };
}
