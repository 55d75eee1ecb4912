import type { Middleware } from "koa";
import compose from "koa-compose";
import type { Provider } from "oidc-provider";
import { currentNames, loadKeys } from "./keys.js";
import { makeProvider, type ProviderParts } from "./provider.js";

/** How soon a server learns of other keys: well before these begin to sign. */
const lookEveryMs = 3000;

/** The engine of the moment. It takes its keys when it is made, so after a rotation another one takes over. */
export class Engine {
  private lookedAt = Date.now();
  private looking: Promise<void> | null = null;

  private constructor(
    private readonly parts: ProviderParts,
    private readonly secret: string,
    private names: string,
    private present: { readonly provider: Provider; readonly handle: Middleware },
  ) {}

  static async start({ secret, ...parts }: ProviderParts & { readonly secret: string }): Promise<Engine> {
    const keys = await loadKeys(parts.orm.em.fork(), secret);
    return new Engine(parts, secret, keys.names, make(parts, keys));
  }

  /** Not to be kept: the next request may need another. */
  get provider(): Provider {
    return this.present.provider;
  }

  /** All that the engine answers. */
  readonly handle: Middleware = (ctx, next) => this.present.handle(ctx, next);

  /** Before a request is handled; those that come meanwhile wait for the same look. */
  async lookForKeys(): Promise<void> {
    if (Date.now() - this.lookedAt < lookEveryMs) return;
    this.looking ??= this.look().finally(() => {
      this.looking = null;
    });
    await this.looking;
  }

  /** The public keys of a client that has some elsewhere, unless they were fetched within the last minute. */
  async fetchKeysOf(clientId: string): Promise<void> {
    const client = (await this.provider.Client.find(clientId)) as WithKeys | undefined;
    await client?.asymmetricKeyStore.refresh();
  }

  private async look(): Promise<void> {
    const { em } = this.parts.orm;
    if ((await currentNames(em.fork())) !== this.names) {
      const keys = await loadKeys(em.fork(), this.secret);
      this.present = make(this.parts, keys);
      this.names = keys.names;
    }
    this.lookedAt = Date.now();
  }
}

/** What the engine's types leave out. */
interface WithKeys {
  readonly asymmetricKeyStore: { refresh(): Promise<void> };
}

function make(parts: ProviderParts, keys: Awaited<ReturnType<typeof loadKeys>>) {
  const provider = makeProvider({ ...parts, keys });
  return { provider, handle: compose(provider.middleware) as Middleware };
}
