import { GraphQLDateTime } from "graphql-scalars";
import { Authorized, Ctx, Field, FieldResolver, Int, ObjectType, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { User } from "../users/User.js";
import { Scope, scopesFor } from "./Scope.js";

@ObjectType({ simpleResolvers: true, description: "What the user's tier includes, and what is left of it." })
class Allowance {
  @Field(() => Int, { description: "Requests a day, by all apps together; the day is that of UTC." })
  readonly requestsPerDay!: number;

  @Field(() => Int, { description: "About how many of them are left today." })
  readonly requestsLeft!: number;

  @Field(() => GraphQLDateTime, { description: "When the next day begins." })
  readonly resetsAt!: Date;

  @Field(() => Int, { description: "Foods in one answer to a search at most." })
  readonly resultsPerSearch!: number;

  @Field(() => Int, { description: "Days for which the history of requests is kept." })
  readonly historyDays!: number;

  @Field(() => [Scope], { description: "What the person can do, and can allow an app to do." })
  readonly scopes!: readonly Scope[];

  @Field(() => Boolean, { description: "Whether that is the whole nutrient panel as well: nutrients:read." })
  readonly hasAllNutrients!: boolean;
}

@Resolver(() => User)
export class AllowanceResolver {
  @Authorized("profile:read")
  @FieldResolver(() => Allowance, {
    nullable: true,
    description: "What the tier includes, and what is left of it; null where nothing is counted.",
  })
  allowance(@Ctx() { standing }: Context): Allowance | null {
    if (!standing) return null;
    const { tier, remaining, resetsAt } = standing;
    return {
      ...tier,
      requestsLeft: remaining,
      resetsAt,
      scopes: scopesFor(tier.scopes),
      hasAllNutrients: tier.fullPanel,
    };
  }
}
