import { readFile } from "node:fs/promises";
import { buildSchema, type GraphQLFieldResolver, type GraphQLObjectType, type GraphQLSchema } from "graphql";
import type { Context } from "../src/context.js";
import { measure } from "../src/foods/amounts/measure.js";
import { nutritionOf } from "../src/foods/amounts/Nutrition.js";
import { askedParts } from "../src/foods/askedParts.js";
import { findFoods } from "../src/foods/findFoods.js";
import type { FoodView } from "../src/foods/foodViews.js";
import { findFood } from "../src/foods/lookUpFoods.js";
import { nutrients, percentOfDailyValue } from "../src/foods/Nutrient.js";
import { binderTo } from "../src/relay/boundCursors.js";
import { findUsage } from "../src/usage/findUsage.js";
import { readUser } from "../src/users/readUser.js";
import type { User } from "../src/users/User.js";

type Resolve<Source> = GraphQLFieldResolver<Source, Context>;

/** What three queries of a client need, in plain functions over the statements that our resolvers run. */
const query: Record<string, Resolve<unknown>> = {
  async foods(_root, { query, first }, context, info) {
    const search = { query, filter: { kind: null }, order: null };
    const { found, hasMore } = await findFoods(context, { ...search, first, after: null }, askedParts(info));
    const last = found.at(-1)?.cursor;
    return {
      edges: found,
      pageInfo: { hasNextPage: hasMore, endCursor: last ? binderTo(search)(last) : null },
    };
  },
  food: (_root, { id }, context, info) =>
    findFood(context, "id", Number(id.replace("food_", "")), askedParts(info)),
  me: (_root, _args, { pool, viewer }) => readUser(pool, viewer!.userId!),
};

const food: Record<string, Resolve<FoodView>> = {
  id: ({ globalId }) => globalId,
  portions: ({ portionViews }) => portionViews,
  source: ({ foodSource }) => foodSource,
  nutrition: ({ name, per, portionViews, facts }) =>
    nutritionOf(facts!, measure({ name, per, portions: portionViews ?? [] }, {})),
  nutrients({ panel }) {
    const amounts = new Map(panel!.ids.map((id, at) => [id, panel!.amounts[at]!]));
    const stated = nutrients.filter(({ id }) => amounts.has(id));
    return stated.map((nutrient) => {
      const amount = amounts.get(nutrient.id)!;
      return { nutrient, amount, percentDailyValue: percentOfDailyValue(nutrient.id, amount) };
    });
  },
};

const user: Record<string, Resolve<User>> = {
  id: ({ globalId }) => globalId,
  allowance(_user, _args, { standing }) {
    const { tier, remaining, resetsAt } = standing!;
    return { requestsPerDay: tier.requestsPerDay, requestsLeft: remaining, resetsAt };
  },
  async usage({ id }, { first }, { pool }) {
    const found = await findUsage(pool, id, { first: first + 1 });
    return { edges: found.slice(0, first).map((node) => ({ node })) };
  },
};

export async function plainSchema(): Promise<GraphQLSchema> {
  const schema = buildSchema(await readFile("schema/schema.graphql", "utf8"));
  for (const [type, resolvers] of Object.entries({ Query: query, Food: food, User: user })) {
    const fields = (schema.getType(type) as GraphQLObjectType).getFields();
    for (const [name, resolve] of Object.entries(resolvers))
      fields[name]!.resolve = resolve as Resolve<unknown>;
  }
  return schema;
}
