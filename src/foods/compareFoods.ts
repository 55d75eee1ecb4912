import { BadInput, NotFound } from "../errors.js";
import { readGlobalId } from "../relay/Node.js";
import { measure } from "./amounts/measure.js";
import { type Nutrition, nutritionOf } from "./amounts/Nutrition.js";
import type { FoodView, Part, Reader } from "./foodViews.js";
import { findFoodsById } from "./lookUpFoods.js";

export interface ComparedFood {
  readonly food: FoodView;
  /** Null where it cannot be told on the basis of the comparison. */
  readonly nutrition: Nutrition | null;
  readonly problem: string | null;
}

export interface Comparison {
  /** What all the figures are for. */
  readonly per: Basis;
  readonly foods: readonly ComparedFood[];
}

type Basis = "100 g" | "100 ml";

export const fewestCompared = 2;
export const mostCompared = 10;

/** The foods side by side on one basis: that on which most of them can be told, weight where neither is better. */
export async function compareFoods(
  reader: Reader,
  ids: readonly string[],
  parts: ReadonlySet<Part>,
): Promise<Comparison> {
  const numbers = readIds(ids);
  // A portion tells what a volume of the food weighs.
  const foods = await findFoodsById(reader, numbers, new Set([...parts, "nutrition", "portions"]));
  const found = new Map(foods.map((food) => [food.globalId, food]));
  const missing = numbers.map((number) => `food_${number}`).filter((id) => !found.has(id));
  if (missing.length > 0) throw new NotFound(`There is no ${missing.join(", no ")}.`);
  const [byWeight, byVolume] = [on("100 g", foods), on("100 ml", foods)];
  return known(byVolume) > known(byWeight) ? byVolume : byWeight;
}

function readIds(ids: readonly string[]): number[] {
  if (ids.length < fewestCompared || ids.length > mostCompared)
    throw new BadInput(`ids has ${ids.length} ids; it must have ${fewestCompared} to ${mostCompared}.`);
  const numbers = ids.map((id) => {
    const read = readGlobalId(id);
    if (read?.type === "food") return read.number;
    throw new BadInput(
      `ids has ${JSON.stringify(id.slice(0, 40))}, no id of a food; it looks like food_4711.`,
    );
  });
  const twice = numbers.find((number, at) => numbers.indexOf(number) !== at);
  if (twice !== undefined) throw new BadInput(`ids has food_${twice} twice; give each food once.`);
  return numbers;
}

const known = ({ foods }: Comparison) => foods.filter(({ nutrition }) => nutrition).length;

function on(per: Basis, foods: readonly FoodView[]): Comparison {
  return { per, foods: foods.map((food) => ({ food, ...figuresOn(per, food) })) };
}

function figuresOn(per: Basis, food: FoodView): Pick<ComparedFood, "nutrition" | "problem"> {
  const measurable = { name: food.name, per: food.per, portions: food.portionViews! };
  const asked = food.per === per ? {} : { amount: 100, unit: per === "100 g" ? "g" : "ml" };
  try {
    return { nutrition: nutritionOf(food.facts!, measure(measurable, asked)), problem: null };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const problem = `Its figures are per ${food.per}, and nobody states what a volume of it weighs: it cannot be told per ${per}.`;
    return { nutrition: null, problem };
  }
}
