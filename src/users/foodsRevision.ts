import type { EntityManager } from "@mikro-orm/postgresql";

/** What answers about foods depend on of a user: as long as it is the same, so are the answers. */
export interface FoodsRevision {
  /** Of the own foods. */
  readonly ownFoods: number;
  /** Of the own foods and the habits. */
  readonly foods: number;
}

/** SQL: the revision, from `users`. */
export const foodsRevision = "json_build_object('ownFoods', own_foods_revision, 'foods', foods_revision)";

/** Called when a user's own foods change; a habit changes `foods_revision` alone. */
export async function bumpFoodsRevision(em: EntityManager, userId: number): Promise<void> {
  await em.execute(
    `update users set own_foods_revision = own_foods_revision + 1, foods_revision = foods_revision + 1
     where id = ?`,
    [userId],
  );
}
