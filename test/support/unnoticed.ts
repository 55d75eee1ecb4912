import type { MikroORM } from "@mikro-orm/postgresql";

/** Runs statements that no trigger sees: what was answered before can then only come from memory. */
export async function unnoticed(orm: MikroORM, ...statements: string[]): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    await em.execute("set local session_replication_role = replica");
    for (const statement of statements) await em.execute(statement);
  });
}
