import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { AccountChanges } from "../account/changes.js";
import type { Config } from "../config.js";
import type { Call, Context } from "../context.js";
import { createIndexMemory } from "../foods/search/IndexMemory.js";
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
  const memory = createIndexMemory(changes);
  return ({ viewer, address, signal, asked, standing }) => {
    let em: EntityManager | undefined;
    return {
      get em() {
        em ??= orm.em.fork({ signal, inflightQueryAbortStrategy: "cancel query" });
        return em;
      },
      pool: statementsUntil(pool, signal),
      viewer,
      address,
      account,
      asked,
      standing,
      memory,
      publicUrl,
    };
  };
}
