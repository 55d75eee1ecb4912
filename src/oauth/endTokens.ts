import type { EntityManager } from "@mikro-orm/postgresql";
import { Artifact } from "./Artifact.js";

/** Ends all that any app holds for this person. Codes and tokens go with their grant; consents stay. */
export async function endTokens(em: EntityManager, userId: number): Promise<void> {
  await em.nativeDelete(Artifact, { model: "Grant", user: userId });
}
