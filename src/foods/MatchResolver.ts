import type { GraphQLResolveInfo } from "graphql";
import { Arg, Authorized, Ctx, Field, Float, Info, ObjectType, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { Nutrition } from "./amounts/Nutrition.js";
import { askedParts } from "./askedParts.js";
import { Food } from "./Food.js";
import type { FoodView } from "./foodViews.js";
import { type FoodMatches, matchFoods, mostTexts } from "./matchFoods.js";
import { Nutrients } from "./Nutrients.js";
import { noteUse } from "./noteUse.js";
import { Match } from "./search/matchOf.js";

@ObjectType({ simpleResolvers: true, description: "A text, the food it was taken for, and how much of it." })
class FoodMatch {
  @Field(() => String, { description: "The text, as it was sent." })
  readonly text!: string;

  @Field(() => Food, { nullable: true, description: "The food that fits best; null where none does." })
  readonly food!: FoodView | null;

  @Field(() => Match, { nullable: true, description: "How the food fits the words; null where none does." })
  readonly match!: Match | null;

  @Field(() => Boolean, {
    description: "Whether other foods fit about equally well: ask which one is meant.",
  })
  readonly nearTie!: boolean;

  @Field(() => Float, { nullable: true, description: "How many of the unit; null where no food fits." })
  readonly amount!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The unit as it was understood, such as "g", "slice" or "piece"; null where no food fits.',
  })
  readonly unit!: string | null;

  @Field(() => Boolean, {
    description: "Whether the text says no amount, so that one usual serving was taken.",
  })
  readonly isAssumed!: boolean;

  @Field(() => Nutrition, {
    nullable: true,
    description: "Label nutrients of that amount; null where it cannot be told, and `problem` says why.",
  })
  readonly nutrition!: Nutrition | null;

  @Field(() => String, { nullable: true, description: "Why there are no figures; null where there are." })
  readonly problem!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Sums of label nutrients, at most two decimals." })
class NutrientSums extends Nutrients {}

@ObjectType({ simpleResolvers: true, description: "All texts together." })
class MatchTotal {
  @Field(() => NutrientSums, {
    description: "The sums; null where any of the texts does not tell, for unknown is not zero.",
  })
  readonly nutrition!: Nutrients;

  @Field(() => NutrientSums, {
    description: "The sums of what is known: the whole is at least that. Null where no text tells.",
  })
  readonly atLeast!: Nutrients;

  @Field(() => [String], { description: "The nutrients of which the sum is not known." })
  readonly unknown!: readonly string[];

  @Field(() => [String], { description: "The texts of which nothing is known." })
  readonly withoutFigures!: readonly string[];
}

@ObjectType({ simpleResolvers: true, description: "Texts as foods, and all of them together." })
class FoodMatchList {
  @Field(() => [FoodMatch], { description: "What each text was taken for, in their order." })
  readonly matches!: FoodMatches["matches"];

  @Field(() => MatchTotal, { description: "All of them together." })
  readonly total!: MatchTotal;
}

@Resolver()
export class MatchResolver {
  @Authorized("foods:read")
  @Query(() => FoodMatchList, {
    description:
      "What was eaten, in short texts such as `2 eggs` or `30 g cheddar`: for each the best food and its label nutrients for the amount, and the total.",
    complexity: ({ args, childComplexity }) =>
      1 + Math.min(Math.max(1, args.texts.length), mostTexts) * childComplexity,
  })
  async matchFoods(
    @Arg("texts", () => [String], {
      description: `One food each, with its amount; at most ${mostTexts} of at most 100 characters.`,
    })
    texts: string[],
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<FoodMatches> {
    const found = await matchFoods(context, texts, askedParts(info));
    // Of what may be another food nobody knows yet that it was eaten.
    const sure = found.matches.filter(({ match, nearTie }) => match !== Match.FUZZY && !nearTie);
    for (const { food } of sure) noteUse(context, food);
    context.asked.query ??= texts.join(", ").slice(0, 200);
    context.asked.results = found.matches.filter(({ food }) => food).length;
    return found;
  }
}
