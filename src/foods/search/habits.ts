import type { Reader } from "../foodViews.js";
import type { Candidate, Reranked } from "./rerank.js";
import { habitHalfLifeDays, habitHalfWeight, secondLook } from "./searchWeights.js";

/**
 * SQL: what is left of the weight of `food_habits h`. A use weighs 1 and half of that a half-life later, so what was
 * eaten every day last year does not win for ever.
 */
export const fadedWeight = `h.weight * power(0.5, greatest(0, extract(epoch from now() - h.used_at))::float8 / ${habitHalfLifeDays * 86_400})`;

/** SQL: the points of a food by the habit `h`, 0 where there is none. Each further use adds less. */
export const habitPoints = `coalesce(round(${secondLook.habit} * ${fadedWeight} / (${fadedWeight} + ${habitHalfWeight})), 0)::int`;

/** The points of those of these foods that the viewer uses often. A user who is known to have no habits is not looked up. */
export async function readHabits(
  { pool, viewer }: Pick<Reader, "pool" | "viewer">,
  ids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (!viewer?.userId || viewer.foodsRevision?.foods === 0 || ids.length === 0) return new Map();
  const { rows } = await pool.query<{ id: number; habit: number }>({
    name: "search-habits",
    text: `select h.food_id as id, ${habitPoints} as habit from food_habits h
           where h.user_id = $1 and h.food_id = any($2)`,
    values: [viewer.userId, ids],
  });
  return new Map(rows.map(({ id, habit }) => [id, habit]));
}

/** A food with the points that its user's habit gives. */
export interface Used extends Candidate {
  readonly habit: number;
}

/** Moves foods that are often used before their equals; one that lacks a word that others have stays where it is. */
export function favourUsed<T extends Used>(foods: readonly Reranked<T>[]): readonly Reranked<T>[] {
  if (foods.every(({ habit }) => habit === 0)) return foods;
  const most = Math.max(...foods.map(({ weight }) => weight));
  return foods
    .map((one) => {
      const { habit, weight } = one;
      if (habit === 0 || weight < most) return one;
      return { ...one, added: { ...one.added, habit }, score: one.score + habit };
    })
    .sort((one, other) => other.score - one.score);
}
