import type { GraphQLResolveInfo } from "graphql";
import { Arg, Authorized, Ctx, Field, ID, Info, ObjectType, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { Nutrition } from "./amounts/Nutrition.js";
import { askedParts } from "./askedParts.js";
import { type Comparison, compareFoods, fewestCompared, mostCompared } from "./compareFoods.js";
import { Food } from "./Food.js";
import type { FoodView } from "./foodViews.js";

@ObjectType({ simpleResolvers: true, description: "A food beside others." })
class ComparedFood {
  @Field(() => Food, { description: "The food." })
  readonly food!: FoodView;

  @Field(() => Nutrition, {
    nullable: true,
    description:
      "Its label nutrients on the basis of the comparison; null where they cannot be told on it, and `problem` says why.",
  })
  readonly nutrition!: Nutrition | null;

  @Field(() => String, {
    nullable: true,
    description: "Why there are no figures of this food on that basis; null where there are.",
  })
  readonly problem!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Foods side by side on one basis." })
class FoodComparison {
  @Field(() => String, {
    description:
      'What the figures of all the foods are for: "100 g" or "100 ml", whichever more of them can be told for.',
  })
  readonly per!: string;

  @Field(() => [ComparedFood], { description: "The foods, in the order of the ids." })
  readonly foods!: readonly ComparedFood[];
}

@Resolver()
export class ComparisonResolver {
  @Authorized("foods:read")
  @Query(() => FoodComparison, {
    description:
      "Foods side by side. A food whose figures are per 100 ml and one whose are per 100 g share a basis only where a portion tells what a volume weighs.",
    complexity: ({ args, childComplexity }) =>
      1 + Math.min(Math.max(1, args.ids.length), mostCompared) * childComplexity,
  })
  compareFoods(
    @Arg("ids", () => [ID], {
      description: `Global ids, such as \`food_4711\`, ${fewestCompared} to ${mostCompared} of them, each once.`,
    })
    ids: string[],
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Comparison> {
    return compareFoods(context, ids, askedParts(info));
  }
}
