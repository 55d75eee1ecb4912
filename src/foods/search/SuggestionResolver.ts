import { Arg, Authorized, Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.js";
import { BadInput } from "../../errors.js";
import { FoodKind } from "../Food.js";
import { type Suggestion, suggestFoods } from "./suggestions.js";

@ObjectType({ simpleResolvers: true, description: "What someone may be about to type." })
class FoodSuggestion {
  @Field(() => String, { description: "A query that finds foods." })
  readonly text!: string;

  @Field(() => FoodKind, {
    description: "GENERIC where plain foods are named so, BRANDED where only products are, or a brand is.",
  })
  readonly kind!: FoodKind;
}

const mostSuggestions = 20;

@Resolver()
export class SuggestionResolver {
  @Authorized("foods:read")
  @Query(() => [FoodSuggestion], {
    description:
      "Queries that begin with the letters typed so far, for a list below a search field: plain foods first, the most usual ones first. Accents, capitals and plurals make no difference.",
    complexity: ({ args, childComplexity }) => 1 + Math.max(1, args.first) * childComplexity,
  })
  foodSuggestions(
    @Arg("prefix", () => String, { description: "What was typed so far, at most 100 characters." })
    prefix: string,
    @Arg("first", () => Int, { defaultValue: 8, description: `How many, 1 to ${mostSuggestions}.` })
    first: number,
    @Ctx() { pool }: Context,
  ): Promise<Suggestion[]> {
    if (first < 1 || first > mostSuggestions)
      throw new BadInput(`first is ${first}; it must be from 1 to ${mostSuggestions}.`);
    return suggestFoods(pool, prefix, first);
  }
}
