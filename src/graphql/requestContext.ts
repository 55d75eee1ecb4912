import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { Pool } from "pg";
import type { AccountChanges } from "../account/changes.js";
import type { Config } from "../config.js";
import type { Call, Context } from "../context.js";
import { createSearchMemory } from "../foods/search/SearchMemory.js";
import type { Changes } from "../foods/watchChanges.js";
import { statementsUntil } from "./statementsUntil.js";

export type MakeContext = (call: Call) => Context;

/** Makes the context of each request. The entity manager waits for its first use: most requests need none. Without news of changes each search reads all anew. */
export async function createContext(
  orm: MikroORM,
  { publicUrl }: Pick<Config, "publicUrl">,
  account: AccountChanges,
  changes: Pick<Changes, "release"> = { release: () => null },
): Promise<MakeContext> {
  const pool = await orm.em.getConnection().getNativeClient();
  const memory = createSearchMemory(changes);
  return (call) => new RequestContext(call, { orm, pool, account, memory, publicUrl });
}

interface Shared extends Pick<Context, "account" | "memory" | "publicUrl"> {
  readonly orm: MikroORM;
  readonly pool: Pool;
}

/** A class, for V8 makes a hidden class of its own for each object literal with a getter, and keeps it. */
class RequestContext implements Context {
  readonly viewer;
  readonly asked;
  readonly standing;
  readonly account;
  readonly memory;
  readonly publicUrl;
  readonly pool;
  private forked: EntityManager | undefined;

  constructor(
    private readonly call: Call,
    private readonly shared: Shared,
  ) {
    ({ viewer: this.viewer, asked: this.asked, standing: this.standing } = call);
    ({ account: this.account, memory: this.memory, publicUrl: this.publicUrl } = shared);
    this.pool = statementsUntil(shared.pool, call);
  }

  get address(): string {
    return this.call.address;
  }

  get em(): EntityManager {
    const { signal } = this.call;
    this.forked ??= this.shared.orm.em.fork({ signal, inflightQueryAbortStrategy: "cancel query" });
    return this.forked;
  }
}
