import { randomBytes } from "node:crypto";
import type { EntityManager } from "@mikro-orm/postgresql";
import { bumpFoodsRevision } from "../../users/foodsRevision.js";
import { type UserError, UserErrorCode } from "../../users/UserError.js";
import { Food } from "../Food.js";
import type { FoodData } from "../import/FoodData.js";
import { columnOf, nutrientNames } from "../Nutrients.js";
import { flagsOf } from "../plausibility.js";
import { searchJson } from "../search/searchIndex.js";
import { slugOf } from "../slug.js";
import { type Draft, NutritionBasis } from "./FoodInput.js";
import { readDraft } from "./readDraft.js";

/** As many as someone enters who logs every dish of some years. */
const mostFoods = 1000;

type Outcome = { readonly id: number } | { readonly problems: UserError[] };

export async function createOwnFood(em: EntityManager, ownerId: number, draft: Draft): Promise<Outcome> {
  const { food, problems } = readDraft(draft);
  if (problems.length > 0) return { problems };
  return em.transactional(async (inner) => {
    // One at a time for each user, so that the limit holds.
    await inner.execute("select from users where id = ? for update", [ownerId]);
    if ((await inner.count(Food, { ownerId })) >= mostFoods) {
      const message = `You have ${mostFoods} foods, which is as many as an account holds. Delete one first.`;
      return { problems: [{ field: "name", code: UserErrorCode.LIMIT_REACHED, message }] };
    }
    const key = randomBytes(6).toString("hex");
    // Nobody's address tells how many of that name there are, so it cannot be the name alone.
    const slug = `${slugOf(food.name)}-${key}`;
    const row = { ...rowOf({ ...food, ...identity(key) }), slug, owner_id: ownerId };
    const columns = Object.keys(row).join(", ");
    const [made] = await inner.execute<{ id: number }[]>(
      `insert into foods (${columns}) select ${columns} from jsonb_populate_record(null::foods, ?::jsonb) returning id`,
      [JSON.stringify(row)],
    );
    await bumpFoodsRevision(inner, ownerId);
    return { id: made!.id };
  });
}

export async function updateOwnFood(
  em: EntityManager,
  ownerId: number,
  id: number,
  changes: Draft,
): Promise<Outcome> {
  return em.transactional(async (inner) => {
    // The user before the food: whoever notes a habit locks them in this order as well.
    await bumpFoodsRevision(inner, ownerId);
    await inner.execute("select from foods where id = ? and owner_id = ? for update", [id, ownerId]);
    const known = await inner.findOne(Food, { id, ownerId });
    if (!known) return { problems: [noSuchFood(id)] };
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const { food, problems } = readDraft({ ...draftOf(known), ...Object.fromEntries(given) });
    if (problems.length > 0) return { problems };
    const row = rowOf({ ...food, ...identity(known.sourceKey) });
    const columns = Object.keys(row).join(", ");
    await inner.execute(
      `update foods set (${columns}, imported_at) =
         (select ${columns}, now() from jsonb_populate_record(null::foods, ?::jsonb))
       where id = ? and owner_id = ?`,
      [JSON.stringify(row), id, ownerId],
    );
    return { id };
  });
}

export async function deleteOwnFood(em: EntityManager, ownerId: number, id: number): Promise<UserError[]> {
  const deleted = await em.transactional(async (inner) => {
    await bumpFoodsRevision(inner, ownerId);
    return inner.nativeDelete(Food, { id, ownerId });
  });
  return deleted > 0 ? [] : [noSuchFood(id)];
}

/** The same words for a food that is another's and for one that is not there. */
export const noSuchFood = (id: number | string): UserError => ({
  field: "id",
  code: UserErrorCode.NOT_FOUND,
  message: `You have no food ${typeof id === "number" ? `food_${id}` : JSON.stringify(id.slice(0, 50))}.`,
});

const identity = (key: string) => ({
  sourceKey: key,
  sourceId: key,
  release: new Date().toISOString().slice(0, 10),
});

/** What the user would have to say to make the food that is there. */
function draftOf(food: Food): Draft {
  return {
    name: food.name,
    brand: food.brand,
    gtin: food.gtins[0] ?? null,
    ingredients: food.ingredients,
    nutrition: {
      per: food.per === "100 ml" ? NutritionBasis.HUNDRED_MILLILITRES : NutritionBasis.HUNDRED_GRAMS,
      ...food.nutrition,
      energyKj: food.energyKj,
    },
    portions: food.portions.map(({ name, grams = null, millilitres = null }) => ({
      name,
      grams,
      millilitres,
    })),
  };
}

/** A food as a row of `foods`. */
function rowOf({ nutrition, panel, ...rest }: FoodData): Record<string, unknown> {
  const ids = [...panel.keys()].sort((a, b) => a - b);
  const food = { nutrition, panel, ...rest };
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [columnOf(name), value])),
    ...Object.fromEntries(nutrientNames.map((name) => [columnOf(name), nutrition[name]])),
    nutrient_ids: ids,
    nutrient_amounts: ids.map((id) => panel.get(id)),
    flags: flagsOf(food),
    search: JSON.parse(searchJson(food)),
  };
}
