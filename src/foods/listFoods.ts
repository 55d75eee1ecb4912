import { badCursor } from "../relay/connection.js";
import { type Conditions, conditionsOf, type FoodFilter, when } from "./FoodFilter.js";
import type { FoodOrder } from "./FoodOrder.js";
import { columnsFor, type FoodRow, type FoodView, type Part, type Reader, viewOf } from "./foodViews.js";
import { columnOf } from "./Nutrients.js";

export interface FoodList {
  readonly filter: FoodFilter;
  /** Null for the order in which foods came into the catalogue. */
  readonly order: FoodOrder | null;
  /** Only these, null for all. */
  readonly ids: readonly number[] | null;
  readonly first: number;
  /** The cursor of the last food already seen. */
  readonly after: string | null;
}

export interface ListedFood {
  readonly node: FoodView;
  readonly cursor: string;
}

type Row = FoodRow & { readonly amount: number | null };

/** Foods that pass a filter, in the order of a nutrient or of their ids. Unknown amounts come last either way. */
export async function listFoods(
  { pool, publicUrl }: Reader,
  { filter, order, ids, first, after }: FoodList,
  parts: ReadonlySet<Part>,
): Promise<{ found: ListedFood[]; hasMore: boolean }> {
  const amount = order ? `f.${columnOf(order.nutrient)}` : "null::float8";
  const conditions = conditionsOf(filter);
  if (ids) when(conditions, ids, (value) => `f.id = any(${value}::int[])`);
  if (after !== null) beginBehind(conditions, readCursor(after), order && { ...order, amount });
  const direction = order?.direction ?? "ASC";
  conditions.values.push(first + 1);
  const { rows } = await pool.query<Row>({
    text: `select ${columnsFor(parts)}, ${amount} as amount from foods f where ${conditions.list.join(" and ")}
      order by ${order ? `${amount} ${direction} nulls last, ` : ""}f.id limit $${conditions.values.length}`,
    values: conditions.values,
  });
  const found = rows.slice(0, first).map((row) => ({
    node: viewOf(row, publicUrl),
    cursor: Buffer.from(`${row.amount} ${row.id}`).toString("base64url"),
  }));
  return { found, hasMore: rows.length > first };
}

interface Place {
  readonly amount: number | null;
  readonly id: number;
}

function beginBehind(
  conditions: Conditions,
  place: Place,
  order: (FoodOrder & { readonly amount: string }) | null,
): void {
  if (order && place.amount !== null) {
    const { amount, direction } = order;
    conditions.values.push(place.amount);
    const last = `$${conditions.values.length}::float8`;
    const further = `${amount} ${direction === "ASC" ? ">" : "<"} ${last} or ${amount} is null`;
    when(conditions, place.id, (id) => `(${further} or (${amount} = ${last} and f.id > ${id}))`);
  } else {
    if (order) conditions.list.push(`${order.amount} is null`);
    when(conditions, place.id, (id) => `f.id > ${id}`);
  }
}

function readCursor(cursor: string): Place {
  const [, amount, id] =
    /^(null|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?) (\d{1,9})$/.exec(Buffer.from(cursor, "base64url").toString()) ??
    [];
  if (!amount || !id) throw badCursor();
  return { amount: amount === "null" ? null : Number(amount), id: Number(id) };
}
