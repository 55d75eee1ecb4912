import type { Context } from "koa";
import type { ErrorOut, errors, KoaContextWithOIDC } from "oidc-provider";
import { AppError } from "../errors.js";
import { refuseRedirectUri } from "./redirectUri.js";

/** An authorization request that cannot be answered by a redirect, because where to is what is wrong. */
export class AuthorizationRefused extends AppError {
  constructor(
    /** The protocol's own word for it, such as `invalid_redirect_uri`. */
    readonly oauthCode: string,
    message: string,
    status: number,
  ) {
    super("AUTHORIZATION_REFUSED", message, status);
  }
}

/** What a program reads that asked for something before the engine was reached (RFC 6749, section 5.2). */
export function refuse(ctx: Context, error: string, description: string): void {
  ctx.status = 400;
  ctx.set("Cache-Control", "no-store");
  ctx.body = { error, error_description: description };
}

/** The engine's last word: JSON for programs; a person at the authorization endpoint gets our error page. */
export function renderError(
  ctx: KoaContextWithOIDC,
  out: ErrorOut,
  error: errors.OIDCProviderError | Error,
): void {
  if (ctx.oidc.route !== "authorization" && ctx.oidc.route !== "resume") {
    ctx.body = out;
    return;
  }
  if (!("expose" in error && error.expose)) throw error;
  throw new AuthorizationRefused(out.error, explain(ctx, out), error.statusCode);
}

function explain({ oidc, query }: KoaContextWithOIDC, out: ErrorOut): string {
  const { redirect_uri: redirectUri, client_id: clientId } = oidc.params ?? query;
  if (out.error === "invalid_redirect_uri" && oidc.client && typeof redirectUri === "string") {
    return unregistered(oidc.client.clientName ?? oidc.client.clientId, oidc.client.clientId, redirectUri);
  }
  if (out.error === "invalid_client") {
    return `There is no app with the client id ${String(clientId).slice(0, 80)} here, or it was revoked.`;
  }
  if (oidc.route === "resume") return "This request has expired or was answered. Start again from the app.";
  return `The app sent a request that cannot be answered: ${out.error_description ?? out.error}.`;
}

function unregistered(name: string, clientId: string, redirectUri: string): string {
  const came = `${name} asks to send you to ${redirectUri.slice(0, 2000)}, which is not registered for it.`;
  const refusal = refuseRedirectUri(redirectUri);
  if (refusal) return `${came} It cannot be registered either: ${refusal}`;
  // The address may end up in a shell, where a single quote would end the word.
  const word = `'${redirectUri.replaceAll("'", "%27")}'`;
  return `${came} If you run this server and trust it: npx larder client add-redirect ${clientId} ${word}`;
}
