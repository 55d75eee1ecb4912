import type { Context } from "../context.js";
import { readGlobalId } from "../relay/Node.js";
import type { FoodView } from "./foodViews.js";

/**
 * Notes that the viewer uses this food, which puts it before its equals in that user's searches, and hands it on. A food
 * in a list is none that anybody chose, so only one that was asked for by name, or matched, is noted.
 */
export function noteUse(context: Context, food: FoodView | null): FoodView | null {
  if (food) context.asked.used.push(readGlobalId(food.globalId)!.number);
  return food;
}
