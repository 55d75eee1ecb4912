import type { EntityManager } from "@mikro-orm/postgresql";

/**
 * Called when a user's own foods or habits change: what a search answers to this user alone depends on nothing else of
 * the user. Read it as `select foods_revision from users where id = …`; as long as it is the same, so are the answers.
 */
export async function bumpFoodsRevision(em: EntityManager, userId: number): Promise<void> {
  await em.execute("update users set foods_revision = foods_revision + 1 where id = ?", [userId]);
}
