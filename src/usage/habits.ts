import type { EntityManager } from "@mikro-orm/postgresql";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { fadedWeight } from "../foods/search/habits.js";
import { bumpFoodsRevision } from "../users/foodsRevision.js";
import { type Batches, createBatches } from "./batches.js";

/** A user opened or measured a food. */
export interface FoodUse {
  readonly userId: number;
  readonly foodId: number;
  readonly at: Date;
}

export type Habits = Batches<FoodUse>;

/** Under a megabyte. */
const mostWaiting = 10_000;
/** More than anybody eats in a month; of more, those longest unused are forgotten. */
const mostFoods = 200;

/** Users in the order of their ids, so that two servers that write at once do not wait for each other in a circle. */
const noteStatement = `
  with used as (
    select user_id, food_id, count(*) as times, max(at) as at
    from unnest($1::int[], $2::int[], $3::timestamptz[]) as one (user_id, food_id, at) group by user_id, food_id
  ), people as (
    select id from users where id in (select user_id from used) order by id for no key update
  ), noted as (
    insert into food_habits as h (user_id, food_id, weight, used_at)
    select user_id, food_id, times, at from used join people on people.id = user_id
    where exists (select from foods where foods.id = food_id)
    on conflict (user_id, food_id) do update set weight = ${fadedWeight} + excluded.weight, used_at = excluded.used_at
  )
  update users set foods_revision = foods_revision + 1 where id in (select id from people)`;
const forgetOldest = `
  delete from food_habits where (user_id, food_id) in (
    select user_id, food_id from (
      select user_id, food_id, row_number() over (partition by user_id order by used_at desc, food_id) as place
      from food_habits where user_id = any($1)
    ) as placed where place > ${mostFoods})`;

/** Notes which foods each user uses, a little later and many at once. */
export function createHabits(pool: Pool, log: Logger): Habits {
  async function write(uses: readonly FoodUse[]): Promise<void> {
    const users = uses.map(({ userId }) => userId);
    const values = [users, uses.map(({ foodId }) => foodId), uses.map(({ at }) => at)];
    await pool.query({ name: "note-habits", text: noteStatement, values });
    await pool.query({ name: "forget-oldest-habits", text: forgetOldest, values: [[...new Set(users)]] });
  }
  return createBatches({ name: "the foods often used", write, log, most: mostWaiting });
}

export interface Habit {
  /** Global id of the food. */
  readonly food: string;
  readonly name: string;
  /** How often it was used, of which half fades away in a month. */
  readonly weight: number;
  readonly lastUsedAt: Date;
}

/** The foods that a user uses, those used most first. */
export async function findHabits(em: EntityManager, userId: number): Promise<Habit[]> {
  const habits = await em.execute<(Omit<Habit, "lastUsedAt"> & { usedAt: string })[]>(
    `select 'food_' || f.id as food, f.name, round((${fadedWeight})::numeric, 2)::float8 as weight, h.used_at as "usedAt"
     from food_habits h join foods f on f.id = h.food_id where h.user_id = ? order by weight desc, h.used_at desc`,
    [userId],
  );
  return habits.map(({ usedAt, ...habit }) => ({ ...habit, lastUsedAt: new Date(usedAt) }));
}

export async function deleteHabits(em: EntityManager, userId: number): Promise<void> {
  await em.transactional(async (inner) => {
    await bumpFoodsRevision(inner, userId);
    await inner.execute("delete from food_habits where user_id = ?", [userId]);
  });
}
