import { Arg, FieldResolver, Float, ID, Resolver, Root } from "type-graphql";
import { Food } from "../Food.js";
import type { FoodView } from "../foodViews.js";
import { measure } from "./measure.js";
import { Nutrition, nutritionOf } from "./Nutrition.js";
import { UnitSystem } from "./units.js";

/** Of foods in the quantity named by `per`: a server keeps foods that are found often, and each of them once. */
const unmeasured = new WeakMap<FoodView, Nutrition>();

@Resolver(() => Food)
export class NutritionResolver {
  @FieldResolver(() => Nutrition, {
    nullable: true,
    description:
      "Label nutrients: in the quantity named by `per`, or in any amount. Null, with an error that says which units the food takes, where nobody states what the amount weighs.",
  })
  nutrition(
    @Root() food: FoodView,
    @Arg("amount", () => Float, {
      nullable: true,
      description:
        "How many of the unit or portion; 1 if absent. Without either it is in grams, or in millilitres for a food per 100 ml.",
    })
    amount: number | null,
    @Arg("unit", () => String, {
      nullable: true,
      description:
        'A unit of weight (g, kg, mg, oz, lb), of volume (ml, l, tsp, tbsp, fl oz, cup) or of the food itself, such as "slice", "piece" or "serving".',
    })
    unit: string | null,
    @Arg("portionId", () => ID, {
      nullable: true,
      description: "The id of one of the food's portions, in place of a unit.",
    })
    portionId: string | null,
    @Arg("system", () => UnitSystem, {
      nullable: true,
      description:
        "How large household measures are. Without it a cup is the food's own where the source weighed one, else the US customary.",
    })
    system: UnitSystem | null,
  ): Nutrition {
    const { name, per, portionViews, facts } = food;
    const asked = { amount, unit, portionId, system };
    const isMeasured = Object.values(asked).some((one) => one != null);
    const known = isMeasured ? undefined : unmeasured.get(food);
    if (known) return known;
    const nutrition = nutritionOf(facts!, measure({ name, per, portions: portionViews ?? [] }, asked));
    if (!isMeasured) unmeasured.set(food, nutrition);
    return nutrition;
  }
}
