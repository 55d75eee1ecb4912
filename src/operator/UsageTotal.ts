import { GraphQLDate } from "graphql-scalars";
import { Field, Float, Int, ObjectType } from "type-graphql";

@ObjectType({
  simpleResolvers: true,
  description: "Requests of one day at one door by one client: how many, never who asked for what.",
})
export class UsageTotal {
  @Field(() => GraphQLDate, { description: "The day, in UTC." })
  readonly day!: string;

  @Field(() => String, { description: "The way in: graphql or api." })
  readonly door!: string;

  @Field(() => String, {
    nullable: true,
    description: "Name of the client, or its id where it is gone; null for browsers.",
  })
  readonly client!: string | null;

  @Field(() => Int, { description: "How many requests." })
  readonly requests!: number;

  @Field(() => Int, { description: "Of how many users." })
  readonly users!: number;

  @Field(() => Int, { description: "How many of them were refused or failed: status 400 and above." })
  readonly errors!: number;

  @Field(() => Float, { description: "Half of them took at most so many milliseconds." })
  readonly medianMs!: number;
}
