import * as oauth from "openid-client";
import type { TypedDocumentString } from "./generated/graphql.ts";

/** A Larder, asked for one person, whose token is renewed when it ends. */
export class Larder {
  private readonly config: oauth.Configuration;
  private tokens: oauth.TokenEndpointResponse;

  private constructor(config: oauth.Configuration, tokens: oauth.TokenEndpointResponse) {
    this.config = config;
    this.tokens = tokens;
  }

  /**
   * Signs a person in (authorization code with PKCE, a public client without a secret). `visit` opens an address in their
   * browser and answers with the one that it comes back to.
   */
  static async signIn(
    origin: URL,
    clientId: string,
    redirectUri: string,
    visit: (address: URL) => Promise<URL>,
  ): Promise<Larder> {
    // Only a Larder on this machine, as while developing, may go without https.
    const execute = origin.hostname === "localhost" ? [oauth.allowInsecureRequests] : [];
    const config = await oauth.discovery(origin, clientId, undefined, oauth.None(), { execute });
    const pkceCodeVerifier = oauth.randomPKCECodeVerifier();
    const expectedState = oauth.randomState();
    const address = oauth.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: "foods:read nutrients:read profile:read usage:read",
      code_challenge: await oauth.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state: expectedState,
    });
    const arrived = await visit(address);
    return new Larder(
      config,
      await oauth.authorizationCodeGrant(config, arrived, { pkceCodeVerifier, expectedState }),
    );
  }

  /** What a document asks for; the types of variables and answer are the document's own. */
  async ask<Answer, Variables>(
    document: TypedDocumentString<Answer, Variables>,
    variables: Variables,
  ): Promise<Answer> {
    const send = () =>
      fetch(new URL("/graphql", this.config.serverMetadata().issuer), {
        method: "POST",
        headers: {
          authorization: `Bearer ${this.tokens.access_token}`,
          accept: "application/graphql-response+json",
          "content-type": "application/json",
        },
        body: JSON.stringify({ query: document.toString(), variables }),
      });
    let response = await send();
    if (response.status === 401) {
      await this.refresh();
      response = await send();
    }
    const { data, errors = [] } = (await response.json()) as {
      data?: Answer;
      errors?: { message: string; extensions: { code: string } }[];
    };
    // An error of one field stands beside the data of the others: what lacks is null there.
    for (const { message, extensions } of errors) console.warn(`${extensions.code}: ${message}`);
    if (!data) throw new Error(`Larder answered ${response.status}.`);
    return data;
  }

  /** Another pair of tokens; the refresh token is spent and replaced. */
  async refresh(): Promise<void> {
    this.tokens = await oauth.refreshTokenGrant(this.config, this.tokens.refresh_token!);
  }
}
