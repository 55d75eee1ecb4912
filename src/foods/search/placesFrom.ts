import { badCursor } from "../../relay/connection.js";
import type { FoodFilter } from "../FoodFilter.js";
import type { Reader } from "../foodViews.js";
import type { Position } from "./BestFoods.js";
import type { Best } from "./findBest.js";
import type { LookedFood } from "./LookedFood.js";
import { rankFoods } from "./rankFoods.js";
import { nearTie as mostApart } from "./searchWeights.js";

export interface Shown {
  readonly id: number;
  /** Null where it got no second look. */
  readonly looked: LookedFood | null;
  readonly nearTie: boolean;
  /** As its cursor has it. */
  readonly place: string;
}

/** One place more than asked for, if there are so many: first those of the second look, then on in the order of the index. */
export async function placesFrom(
  reader: Pick<Reader, "pool" | "memory">,
  best: Best,
  { filter, first }: { readonly filter: FoodFilter; readonly first: number },
  after: After | null,
): Promise<Shown[]> {
  const top = best.foods[0]?.score ?? 0;
  const isTied = (best.foods[1]?.score ?? Number.NEGATIVE_INFINITY) >= top - mostApart;
  const from = after === null ? 0 : typeof after === "number" ? after + 1 : best.foods.length;
  const places = best.foods.slice(from, from + first + 1).map(({ food, score }, at) => ({
    id: food.id,
    looked: food,
    nearTie: isTied && score >= top - mostApart,
    place: String(from + at),
  }));
  const wanted = first + 1 - places.length;
  if (wanted <= 0 || best.last === null) return places;
  const behind = after !== null && typeof after !== "number" ? after : best.last;
  const further = await rankFoods(reader, best.asked, { filter, after: behind, most: wanted });
  return [
    ...places,
    ...further.map(({ id, score }) => ({
      id,
      looked: null,
      nearTie: false,
      place: `${score} ${id}`,
    })),
  ];
}

/** Where a page begins: behind a place of the second look, or behind one of the index. */
export type After = number | Position;

export const writeCursor = (place: string) => Buffer.from(place).toString("base64url");

export function readCursor(cursor: string | null): After | null {
  if (cursor === null) return null;
  const text = Buffer.from(cursor, "base64url").toString();
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const [, score, id] = /^(-?\d{1,9}) (\d{1,9})$/.exec(text) ?? [];
  if (!score || !id) throw badCursor();
  return { score: Number(score), id: Number(id) };
}
