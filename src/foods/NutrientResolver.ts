import {
  Arg,
  Authorized,
  Field,
  FieldResolver,
  Float,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { BadInput } from "../errors.js";
import { measure } from "./amounts/measure.js";
import { Food } from "./Food.js";
import type { FoodView } from "./foodViews.js";
import { Nutrient, NutrientGroup, nutrientById, nutrients, percentOfDailyValue } from "./Nutrient.js";

@ObjectType({ simpleResolvers: true, description: "How much of a nutrient a food has." })
class FoodNutrient {
  @Field(() => Nutrient, { description: "Which nutrient." })
  readonly nutrient!: Nutrient;

  @Field(() => Float, {
    description:
      "How much, in the unit of the nutrient; as the source has it, or scaled to the amount asked for.",
  })
  readonly amount!: number;

  @Field(() => Float, {
    nullable: true,
    description: "Percent of the Daily Value, at most one decimal; null where there is none.",
  })
  readonly percentDailyValue!: number | null;
}

/** USDA states at most 159 nutrients of a food (Foundation, October 2024); nobody means to pay for all 477. */
const mostOfOneFood = 160;
const mostIds = nutrients.length;

interface Filter {
  readonly ids?: number[] | null;
  readonly group?: NutrientGroup | null;
}

const groupSize = (group: NutrientGroup) => nutrients.filter((one) => one.group === group).length;

function mostNutrients({ ids, group }: Filter): number {
  if (ids) return Math.min(ids.length, mostOfOneFood);
  return group ? Math.min(groupSize(group), mostOfOneFood) : mostOfOneFood;
}

@Resolver(() => Food)
export class NutrientResolver {
  @Authorized("foods:read")
  @Query(() => [Nutrient], {
    name: "nutrients",
    description: "All nutrients that a food can have, in the order in which people look for them.",
    // They lie in memory and are the same for everybody, so ten of their fields weigh as much as one of a food.
    complexity: ({ args, childComplexity }) =>
      Math.ceil(((args.group ? groupSize(args.group) : nutrients.length) * childComplexity) / 10),
  })
  list(
    @Arg("group", () => NutrientGroup, { nullable: true, description: "Only nutrients of this group." })
    group: NutrientGroup | null,
  ): readonly Nutrient[] {
    return group ? nutrients.filter((one) => one.group === group) : nutrients;
  }

  @Authorized("nutrients:read")
  @FieldResolver(() => [FoodNutrient], {
    name: "nutrients",
    nullable: true,
    description:
      "Every nutrient that the source states, in the quantity named by `per` or in any amount, as for `nutrition`. One that is not listed is unknown, not zero. Needs the scope nutrients:read; null, with an error, without it.",
    complexity: ({ args, childComplexity }) => 1 + mostNutrients(args) * childComplexity,
  })
  ofFood(
    @Root() { panel, name, per, portionViews }: FoodView,
    @Arg("ids", () => [Int], {
      nullable: true,
      description: `Only these: ids of FoodData Central, such as 1089 for iron; at most ${mostIds}.`,
    })
    ids: number[] | null,
    @Arg("group", () => NutrientGroup, { nullable: true, description: "Only nutrients of this group." })
    group: NutrientGroup | null,
    @Arg("amount", () => Float, { nullable: true, description: "How many of the unit; 1 if absent." })
    amount: number | null,
    @Arg("unit", () => String, { nullable: true, description: "A unit as `nutrition` takes it." })
    unit: string | null,
  ): FoodNutrient[] {
    if (ids) requireIds(ids);
    const { factor } = measure({ name, per, portions: portionViews ?? [] }, { amount, unit });
    const amounts = new Map(panel?.ids.map((id, at) => [id, panel.amounts[at]!]));
    return nutrients
      .filter(
        (one) => amounts.has(one.id) && (!ids || ids.includes(one.id)) && (!group || one.group === group),
      )
      .map((nutrient) => {
        const scaled = scaledTo(amounts.get(nutrient.id)!, factor);
        return { nutrient, amount: scaled, percentDailyValue: percentOfDailyValue(nutrient.id, scaled) };
      });
  }
}

/** No source states more than six digits, so none of a product is worth more. */
const scaledTo = (amount: number, factor: number) =>
  factor === 1 ? amount : Number((amount * factor).toPrecision(6));

/** A number taken for an id silently finds another nutrient or none, which is a common mistake. */
function requireIds(ids: readonly number[]): void {
  if (ids.length > mostIds) throw new BadInput(`ids has ${ids.length} ids; at most ${mostIds} are allowed.`);
  const unknown = ids.find((id) => !nutrientById.has(id));
  if (unknown === undefined) return;
  const meant = nutrients.find(({ number }) => number === String(unknown));
  const hint = meant
    ? `it is the number of ${meant.name}, whose id is ${meant.id}`
    : "`nutrients` lists them all";
  throw new BadInput(`ids has ${unknown}, which is the id of no nutrient; ${hint}.`);
}
