import type { GraphQLSchema } from "graphql";
import { type BuildSchemaOptions, buildSchema } from "type-graphql";
import { AccountResolver } from "../account/AccountResolver.js";
import { ActivityResolver } from "../account/ActivityResolver.js";
import { AllowanceResolver } from "../account/AllowanceResolver.js";
import { AppResolver } from "../account/AppResolver.js";
import { SessionResolver } from "../account/SessionResolver.js";
import { NutritionResolver } from "../foods/amounts/NutritionResolver.js";
import { ComparisonResolver } from "../foods/ComparisonResolver.js";
import { FacetResolver } from "../foods/FacetResolver.js";
import { FoodResolver } from "../foods/FoodResolver.js";
import { MatchResolver } from "../foods/MatchResolver.js";
import { NutrientResolver } from "../foods/NutrientResolver.js";
import { OwnFoodResolver } from "../foods/own/OwnFoodResolver.js";
import { SourceResolver } from "../foods/SourceResolver.js";
import { SuggestionResolver } from "../foods/search/SuggestionResolver.js";
import { OperatorResolver } from "../operator/OperatorResolver.js";
import { UsageResolver } from "../usage/UsageResolver.js";
import { UserResolver } from "../users/UserResolver.js";
import { authChecker } from "./authChecker.js";
import { NodeResolver } from "./NodeResolver.js";

const resolvers = [
  FoodResolver,
  NutrientResolver,
  NutritionResolver,
  SourceResolver,
  FacetResolver,
  OwnFoodResolver,
  SuggestionResolver,
  ComparisonResolver,
  MatchResolver,
  UserResolver,
  UsageResolver,
  AllowanceResolver,
  AppResolver,
  SessionResolver,
  ActivityResolver,
  AccountResolver,
  NodeResolver,
] as const;

/** The one schema behind every door. */
export const createSchema = (): Promise<GraphQLSchema> => build([...resolvers]);

/** The same for those who run this server, with what only they see: in the schema of others it is not even named. */
export const createOperatorSchema = (): Promise<GraphQLSchema> => build([...resolvers, OperatorResolver]);

async function build(resolvers: BuildSchemaOptions["resolvers"]): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers,
    authChecker,
    // Arguments are checked where they are used, with messages that say what is allowed.
    validate: false,
  });
  schema.getQueryType()!.description = "Where every query begins.";
  schema.getMutationType()!.description =
    "Where every change begins. What is wrong with the input of one is in `errors` of its payload, and nothing was done then.";
  return schema;
}
