import {
  columnsFor,
  type FoodRow,
  type FoodView,
  type Part,
  partsKey,
  type Reader,
  viewOf,
} from "./foodViews.js";

/** How a food is named: by its id here, its slug of now or before, or one of its barcodes. */
const conditions = {
  id: "f.id = $1",
  slug: "(f.slug = $1 or f.id = (select food_id from old_slugs where slug = $1))",
  gtin: "f.gtins && $1",
};

/** The one food with this id, slug or barcode, or null. Of several with a barcode the viewer's own comes first. */
export async function findFood(
  { pool, publicUrl, viewer }: Reader,
  by: keyof typeof conditions,
  value: number | string | readonly string[],
  parts: ReadonlySet<Part>,
): Promise<FoodView | null> {
  const { rows } = await pool.query<FoodRow>({
    name: `food-by-${by}-${partsKey(parts)}`,
    text: `select ${columnsFor(parts)} from foods f where ${conditions[by]} and (f.owner_id is null or f.owner_id = $2)
           order by f.retired_at is not null, f.owner_id is null, f.id limit 1`,
    values: [value, viewer?.userId ?? null],
  });
  return rows[0] ? viewOf(rows[0], publicUrl) : null;
}

/** The foods with these ids that the viewer may see, in the order of the ids. */
export async function findFoodsById(
  { pool, publicUrl, viewer }: Reader,
  ids: readonly number[],
  parts: ReadonlySet<Part>,
): Promise<FoodView[]> {
  const { rows } = await pool.query<FoodRow>({
    name: `foods-by-id-${partsKey(parts)}`,
    text: `select ${columnsFor(parts)} from foods f where f.id = any($1) and (f.owner_id is null or f.owner_id = $2)
           order by array_position($1, f.id)`,
    values: [ids, viewer?.userId ?? null],
  });
  return rows.map((row) => viewOf(row, publicUrl));
}

/** The foods that a user made, oldest first, behind the one with this id. */
export async function listOwnFoods(
  { pool, publicUrl }: Reader,
  ownerId: number,
  { first, behind }: { readonly first: number; readonly behind: number },
  parts: ReadonlySet<Part>,
): Promise<FoodView[]> {
  const { rows } = await pool.query<FoodRow>({
    name: `own-foods-${partsKey(parts)}`,
    text: `select ${columnsFor(parts)} from foods f where f.owner_id = $1 and f.id > $2 order by f.id limit $3`,
    values: [ownerId, behind, first],
  });
  return rows.map((row) => viewOf(row, publicUrl));
}
