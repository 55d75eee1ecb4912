import type { GraphQLResolveInfo } from "graphql";
import { Arg, Authorized, Ctx, ID, Info, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { BadInput } from "../errors.js";
import { askedParts } from "../foods/askedParts.js";
import type { FoodView } from "../foods/foodViews.js";
import { findFood } from "../foods/lookUpFoods.js";
import { noteUse } from "../foods/noteUse.js";
import { Node, readGlobalId } from "../relay/Node.js";
import { readUser } from "../users/readUser.js";
import type { User } from "../users/User.js";
import { requireScope } from "./authChecker.js";

@Resolver(() => Node)
export class NodeResolver {
  /** Which scope it takes depends on what the id names; without any viewer there is nothing to look up. */
  @Authorized()
  @Query(() => Node, {
    nullable: true,
    description:
      "Anything by its global id, such as `food_4711`; null if there is nothing, or nothing of yours.",
  })
  async node(
    @Arg("id", () => ID, { description: "Global id." }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<FoodView | User | null> {
    const known = readGlobalId(id);
    if (known?.type === "food") {
      requireScope(context.viewer, "foods:read");
      return noteUse(context, await findFood(context, "id", known.number, askedParts(info)));
    }
    if (known?.type === "user") {
      requireScope(context.viewer, "profile:read");
      const isOwn = known.number === context.viewer?.userId;
      return isOwn ? readUser(context.pool, known.number) : null;
    }
    throw new BadInput("id is no global id; it looks like food_4711 or user_12.");
  }
}
