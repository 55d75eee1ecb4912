/** The steps at which the server may refuse, each with a reason of its own for the same word. */
type Step = "authorization" | "code" | "refresh" | "revocation";

/**
 * What a refusal comes of in practice, and how to mend it. The protocol has few words: `invalid_grant` is all that a
 * client is told of a code that has expired, so that nobody learns more about a stolen one.
 */
export function causeOf(error: string, step: Step, clientId: string): string {
  const change = `npx larder client update ${clientId}`;
  switch (error) {
    case "invalid_client":
      return `Wrong secret, or wrong client id. See the ids with: npx larder client list. For another secret: npx larder client rotate-secret ${clientId}, then enter it in the GPT editor.`;
    case "invalid_scope":
      return `Scope refused: the client may not ask for it. Allow it: ${change} --scope foods:read`;
    case "unauthorized_client":
      return `The client may not get tokens in this way. Allow it: ${change} --grant authorization_code refresh_token`;
    case "access_denied":
      return "The person did not allow it, or their account is disabled. Allow it on the consent page.";
    case "invalid_grant":
      return step === "code"
        ? "Expired code: it was new and came back at once, so a clock is wrong. Compare the clocks of all machines that run Larder (date -u): a code lives for a minute."
        : "The refresh token was new, but its tokens had ended already: the person disconnected the app, or the client was revoked. Look with: npx larder audit --client " +
            clientId;
    default:
      return "";
  }
}

/** ChatGPT would ask the person to sign in again every hour. */
export const withoutRefreshToken = (clientId: string): string =>
  `Missing refresh token: the token answer has none, and the person would have to sign in again after an hour. Allow it: npx larder client update ${clientId} --grant authorization_code refresh_token`;

/** ChatGPT refuses a document that leads to another host than the one it came from. */
export const foreignHost = (url: string, document: string, foreign: readonly string[]): string =>
  `Foreign host in the metadata: ${document} names ${foreign.join(", ")}, not ${url}. Set PUBLIC_URL to ${url} and restart Larder.`;
