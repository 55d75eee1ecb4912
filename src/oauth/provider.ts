import type { MikroORM } from "@mikro-orm/postgresql";
import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import { errors, Provider } from "oidc-provider";
import type { Config } from "../config.js";
import type { Tiers } from "../users/tiers.js";
import { secretMatches } from "./Client.js";
import { configuration } from "./configuration.js";
import type { DevicePages } from "./device.js";
import { grantTypes } from "./grantTypes.js";
import type { Keys } from "./keys.js";
import type { OauthLimits } from "./routes.js";

export interface ProviderParts {
  readonly config: Config;
  readonly orm: MikroORM;
  readonly tiers: Tiers;
  readonly devicePages: DevicePages;
  readonly limits: Pick<OauthLimits, "document">;
  /** Reaches what strangers name. */
  readonly fetch: NonNullable<Configuration["fetch"]>;
}

/** The only place that constructs the engine. */
export function makeProvider(parts: ProviderParts & { readonly keys: Keys }): Provider {
  const provider = new Provider(parts.config.publicUrl, configuration(parts));
  // What the engine calls the client's secret is its hash: the secret itself is kept nowhere.
  provider.Client.prototype.compareClientSecret = function (secret) {
    return secretMatches(this.clientSecret ?? "", secret);
  };
  nameUnauthorizedClients(provider);
  // The engine answers a failure of ours by itself; the app must still hear of it, to log it.
  provider.on("server_error", (ctx, error) => ctx.app.emit("error", error, ctx));
  return provider;
}

/** Where a client may not do what it asks for the engine says invalid_request; the standard has a word of its own. */
function nameUnauthorizedClients({ Client: { prototype } }: Provider): void {
  prototype.responseTypeAllowed = function (type) {
    if (this.responseTypes?.includes(type)) return true;
    throw new errors.UnauthorizedClient("this client may not ask people for access in a browser");
  };
  prototype.grantTypeAllowed = function (type) {
    if (this.grantTypes?.includes(type)) return true;
    // The engine asks for reasons of its own as well.
    if (type !== askedGrantType(Provider.ctx)) return false;
    throw new errors.UnauthorizedClient(`this client may not use the grant type ${type}`);
  };
}

function askedGrantType(ctx: KoaContextWithOIDC | undefined): unknown {
  return ctx?.oidc.route === "device_authorization" ? grantTypes.device_code : ctx?.oidc.params?.grant_type;
}
