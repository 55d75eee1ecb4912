import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type AccessToken, AuthorizationCode } from "simple-oauth2";
import { OperatorError } from "../errors.js";
import type { ActionDocument } from "./ActionDocument.js";
import { causeOf, foreignHost, withoutRefreshToken } from "./causes.js";
import { documentProblems } from "./documentRules.js";

export interface GptCheckOptions {
  /** Origin of the Larder to check. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly query: string;
  /** Brings a user through sign-in and consent, and returns the address at the callback. */
  readonly signIn: (authorizationUrl: string) => Promise<URL>;
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
  const { url, say } = options;
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

  say("1. The server's metadata, and the OpenAPI document that the GPT editor imports");
  await checkMetadata(options);
  await checkDocument(options);

  say("2. Authorization: the user signs in and consents");
  const code = await authorize(client, options);

  say("3. Token: the code is exchanged");
  const form = { grant_type: "authorization_code", code, redirect_uri: options.redirectUri };
  sayTokenRequest(options, "token", form);
  const first = await client
    .getToken({ code, redirect_uri: options.redirectUri })
    .catch(explain("code", options));
  sayToken(first, options);

  say("4. The API: a food question with the user's token");
  await search(options, first, 200);

  say("5. Refresh: a new pair of tokens");
  sayTokenRequest(options, "token", {
    grant_type: "refresh_token",
    refresh_token: String(first.token.refresh_token),
  });
  const second = await first.refresh().catch(explain("refresh", options));
  sayToken(second, options);
  await search(options, second, 200);

  say("6. Revocation: the API must refuse the token afterwards");
  sayTokenRequest(options, "revoke", { token: String(second.token.refresh_token) });
  await second.revoke("refresh_token").catch(explain("revocation", options));
  say("   200, and nothing else");
  await delay(revocationMs);
  await search(options, second, 401);
  say("All is well: a GPT with these settings works.");
}

/** Each address in the metadata must be on the host that it came from. */
async function checkMetadata({ url, say }: GptCheckOptions): Promise<void> {
  const address = `${url}/.well-known/oauth-authorization-server`;
  say(`   curl ${address}`);
  const response = await get(address);
  if (!response.ok) throw new OperatorError(`${address} answered ${response.status}; is this a Larder?`);
  const metadata = (await response.json()) as Record<string, unknown>;
  const foreign = Object.entries(metadata)
    .filter(([name]) => name === "issuer" || name === "jwks_uri" || name.endsWith("_endpoint"))
    .filter(([, value]) => URL.parse(String(value))?.origin !== url)
    .map(([name, value]) => `${name} ${value}`);
  if (foreign.length > 0) throw new OperatorError(foreignHost(url, address, foreign));
  say(`   issuer ${metadata.issuer}, and every address in it is there`);
}

async function checkDocument({ url, say }: GptCheckOptions): Promise<void> {
  say(`   curl ${url}/openapi.json`);
  const response = await get(`${url}/openapi.json`);
  if (!response.ok)
    throw new OperatorError(`${url}/openapi.json answered ${response.status}; is this a Larder?`);
  const document = (await response.json()) as ActionDocument;
  const server = document.servers?.[0]?.url;
  if (server !== url) {
    throw new OperatorError(foreignHost(url, `${url}/openapi.json`, [`the server ${server}`]));
  }
  // A Larder that is tried on this machine is none that ChatGPT could reach; `larder gpt setup` says so.
  const [problem] = documentProblems(document, { ofAddress: url.startsWith("https:") });
  if (problem) throw new OperatorError(`The GPT editor would refuse ${url}/openapi.json: ${problem}`);
  say(`   ${document.info?.title} ${document.info?.version}, and it keeps every rule of the GPT editor`);
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
  say(`   curl -H 'Authorization: Bearer ${token.token.access_token}' '${address}'`);
  const response = await get(address, { authorization: `Bearer ${token.token.access_token}` });
  const body = await response.text();
  say(`   ${response.status} ${body}`);
  if (response.status === expected) return;
  throw new OperatorError(
    expected === 401
      ? `The API answered ${response.status} to a revoked token; it must answer 401, or a user who disconnects stays connected.`
      : `The API answered ${response.status} to a fresh token: ${body}`,
  );
}

async function get(address: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(address, { headers }).catch((cause) => {
    throw new OperatorError(
      `${address} cannot be reached (${cause.cause?.code ?? cause.message}). Is Larder running there?`,
      { cause },
    );
  });
}

/** The secret is not repeated: what a terminal shows is copied into tickets and chats. */
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
  say(`   ${JSON.stringify(token)}`);
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
