import type { Reranked } from "./rerank.js";
import { habitHalfLifeDays, habitHalfWeight, secondLook } from "./searchWeights.js";

/**
 * SQL: what is left of the weight of `food_habits h`. A use weighs 1 and half of that a half-life later, so what was
 * eaten every day last year does not win for ever.
 */
export const fadedWeight = `h.weight * power(0.5, greatest(0, extract(epoch from now() - h.used_at))::float8 / ${habitHalfLifeDays * 86_400})`;

/** SQL: the points of a food by the habit `h`, 0 where there is none. Each further use adds less. */
export const habitPoints = `coalesce(round(${secondLook.habit} * ${fadedWeight} / (${fadedWeight} + ${habitHalfWeight})), 0)::int`;

/** A food with the points that its user's habit gives, and how many of the words that matter it has. */
interface Used {
  readonly habit: number;
  readonly weight: number;
}

/** Moves foods that are often used before their equals; one that lacks a word that others have stays where it is. */
export function favourUsed<T extends Used>(foods: readonly Reranked<T>[]): readonly Reranked<T>[] {
  if (foods.every(({ food }) => food.habit === 0)) return foods;
  const most = Math.max(...foods.map(({ food }) => food.weight));
  return foods
    .map((one) => {
      const { habit, weight } = one.food;
      if (habit === 0 || weight < most) return one;
      return { ...one, added: { ...one.added, habit }, score: one.score + habit };
    })
    .sort((one, other) => other.score - one.score);
}
