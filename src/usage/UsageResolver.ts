import { GraphQLDate, GraphQLDateTime } from "graphql-scalars";
import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Float,
  InputType,
  Int,
  ObjectType,
  Resolver,
  Root,
} from "type-graphql";
import type { Context } from "../context.js";
import { BadInput } from "../errors.js";
import {
  byFirst,
  connectionOf,
  type Estimate,
  type Page,
  PageArgs,
  pageOf,
  requireFirst,
} from "../relay/connection.js";
import { User } from "../users/User.js";
import { type DailyUsage, dailyUsage, type FoundUsage, findUsage } from "./findUsage.js";

@ObjectType({ simpleResolvers: true, description: "A request that was made for the user." })
class UsageEvent {
  @Field(() => GraphQLDateTime, { description: "When it came." })
  readonly at!: Date;

  @Field(() => String, { description: "The way in: graphql or api." })
  readonly door!: string;

  @Field(() => String, { nullable: true, description: "Id of the app; null for the user's own browser." })
  readonly clientId!: string | null;

  @Field(() => String, { nullable: true, description: "Name of the app; null for the user's own browser." })
  readonly clientName!: string | null;

  @Field(() => String, { nullable: true, description: "Name of the operation; null where it was refused." })
  readonly operation!: string | null;

  @Field(() => String, { nullable: true, description: "The food that was searched for." })
  readonly query!: string | null;

  @Field(() => Int, { nullable: true, description: "How many foods the search answered with." })
  readonly results!: number | null;

  @Field(() => Int, { description: "HTTP status of the answer." })
  readonly status!: number;

  @Field(() => Int, { description: "Size of the answer, bytes." })
  readonly bytes!: number;

  @Field(() => Float, { description: "How long it took, ms." })
  readonly milliseconds!: number;
}

const UsageConnection = connectionOf(() => UsageEvent, {
  name: "Usage",
  one: "request",
  list: "Requests, newest first.",
});

@ObjectType({ simpleResolvers: true, description: "How much one app asked for on one day." })
class UsageDay {
  @Field(() => GraphQLDate, { description: "The day in UTC, such as 2026-11-25." })
  readonly day!: string;

  @Field(() => String, { nullable: true, description: "Id of the app; null for the user's own browser." })
  readonly clientId!: string | null;

  @Field(() => String, { nullable: true, description: "Name of the app; null for the user's own browser." })
  readonly clientName!: string | null;

  @Field(() => Int, { description: "How many requests." })
  readonly requests!: number;

  @Field(() => Float, { description: "Size of all answers, bytes." })
  readonly bytes!: number;
}

@InputType({ description: "Which requests; all that is given must fit." })
class UsageFilter {
  @Field(() => String, { nullable: true, description: "Only through this way in: graphql or api." })
  readonly door?: string | null;

  @Field(() => String, { nullable: true, description: "Only of the app with this id." })
  readonly clientId?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: "Only since then." })
  readonly from?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: "Only before then." })
  readonly to?: Date | null;
}

@ArgsType()
class UsageArgs extends PageArgs {
  @Field(() => UsageFilter, { nullable: true, description: "Only these." })
  readonly filter?: UsageFilter | null;
}

/** As many days as one looks at. */
const byDay: Estimate = ({ childComplexity }) => 1 + 30 * childComplexity;

@Resolver(() => User)
export class UsageResolver {
  @Authorized("usage:read")
  @FieldResolver(() => UsageConnection, {
    description: "The requests made for this user, newest first, as long as the tier keeps them.",
    complexity: byFirst,
  })
  async usage(
    @Root() user: User,
    @Args(() => UsageArgs) { filter, first, after }: UsageArgs,
    @Ctx() { pool }: Context,
  ): Promise<Page<FoundUsage>> {
    requireFirst(first);
    const found = await findUsage(pool, user.id, {
      ...readFilter(filter),
      first: first + 1,
      after: after ?? null,
    });
    return pageOf(found, { first, after }, ({ cursor }) => cursor);
  }

  @Authorized("usage:read")
  @FieldResolver(() => [UsageDay], {
    description: "Totals by day and app, newest first, at most 1000.",
    complexity: byDay,
  })
  usageByDay(
    @Root() user: User,
    @Arg("filter", () => UsageFilter, { nullable: true, description: "Only these." })
    filter: UsageFilter | null,
    @Ctx() { pool }: Context,
  ): Promise<DailyUsage[]> {
    return dailyUsage(pool, user.id, readFilter(filter));
  }
}

/** A NUL would not even reach the database. */
function readFilter(filter: UsageFilter | null | undefined): UsageFilter {
  for (const name of ["door", "clientId"] as const) {
    const value = filter?.[name];
    if (value && !/^[\x21-\x7e]{1,500}$/.test(value))
      throw new BadInput(`${name} of the filter is none of ours.`);
  }
  return { ...filter };
}
