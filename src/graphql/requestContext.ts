import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { Config } from "../config.js";
import type { Context, Viewer } from "../context.js";

export type MakeContext = (viewer: Viewer | null) => Context;

/** Makes the context of each request. The entity manager waits for its first use: most requests need none. */
export async function createContext(
  orm: MikroORM,
  { publicUrl }: Pick<Config, "publicUrl">,
): Promise<MakeContext> {
  const pool = await orm.em.getConnection().getNativeClient();
  return (viewer) => {
    let em: EntityManager | undefined;
    return {
      get em() {
        em ??= orm.em.fork();
        return em;
      },
      pool,
      viewer,
      publicUrl,
    };
  };
}
