import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import type { Context } from "../../context.js";
import { BadInput, Forbidden } from "../../errors.js";
import {
  byFirst,
  connectionOf,
  type Page,
  PageArgs,
  pageByNumber,
  requireFirst,
} from "../../relay/connection.js";
import { readGlobalId } from "../../relay/Node.js";
import { User } from "../../users/User.js";
import { UserError } from "../../users/UserError.js";
import { askedParts } from "../askedParts.js";
import { Food } from "../Food.js";
import type { FoodView } from "../foodViews.js";
import { findFood, listOwnFoods } from "../lookUpFoods.js";
import { QualityFlag } from "../QualityFlag.js";
import { CreateFoodInput, DeleteFoodInput, UpdateFoodInput } from "./FoodInput.js";
import { createOwnFood, deleteOwnFood, noSuchFood, updateOwnFood } from "./ownFoods.js";

@ObjectType({ simpleResolvers: true, description: "What came of making or changing an own food." })
class FoodPayload {
  @Field(() => Food, { nullable: true, description: "The food as it is now; null where there are errors." })
  readonly food!: FoodView | null;

  @Field(() => [UserError], { description: "Why nothing was done; empty when it was." })
  readonly errors!: readonly UserError[];

  @Field(() => [QualityFlag], {
    description: "Doubts about its figures, the same as for any food. It was kept nevertheless.",
  })
  readonly hints!: readonly QualityFlag[];
}

@ObjectType({ simpleResolvers: true, description: "What came of deleting an own food." })
class DeleteFoodPayload {
  @Field(() => ID, {
    nullable: true,
    description: "Global id of the food that was deleted; null where there are errors.",
  })
  readonly deletedId!: string | null;

  @Field(() => [UserError], { description: "Why nothing was done; empty when it was." })
  readonly errors!: readonly UserError[];
}

/** A write weighs as much as this many fields. */
const writing = 20;
const complexity = ({ childComplexity }: { childComplexity: number }) => writing + childComplexity;

/** Foods that a user enters: seen by that user alone. */
const OwnFoodConnection = connectionOf(() => Food, {
  name: "OwnFood",
  one: "food",
  list: "The user's own foods, in the order in which they were made.",
});

@Resolver(() => User)
export class OwnFoodResolver {
  @Authorized("foods:read")
  @FieldResolver(() => OwnFoodConnection, {
    description: "The foods that this user made, oldest first.",
    complexity: byFirst,
  })
  foods(
    @Root() user: User,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Page<FoodView>> {
    return pageByNumber(
      page,
      (first, behind = 0) => listOwnFoods(context, user.id, { first, behind }, askedParts(info)),
      ({ globalId }) => readGlobalId(globalId)!.number,
    );
  }

  @Authorized("foods:read")
  @Query(() => [Food], {
    description: "The foods of the user who asks, in the order in which they were made.",
    deprecationReason: "Use `me { foods }`, which tells whether there are more.",
    complexity: byFirst,
  })
  async ownFoods(
    @Arg("first", () => Int, { defaultValue: 20, description: "How many, 1 to 100." })
    first: number,
    @Arg("after", () => ID, { nullable: true, description: "Id of the last food already seen." })
    after: string | null,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<FoodView[]> {
    requireFirst(first);
    const behind = typeof after === "string" ? readGlobalId(after) : null;
    if (after && behind?.type !== "food")
      throw new BadInput("after is no id of a food; it looks like food_4711.");
    return listOwnFoods(context, ownerOf(context), { first, behind: behind?.number ?? 0 }, askedParts(info));
  }

  @Authorized("foods:write")
  @Mutation(() => FoodPayload, {
    description: "Makes a food of one's own, which nobody else sees.",
    complexity,
  })
  async createFood(
    @Arg("input", () => CreateFoodInput, { description: "The food." }) input: CreateFoodInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<FoodPayload> {
    return payload(await createOwnFood(context.em, ownerOf(context), input), context, info);
  }

  @Authorized("foods:write")
  @Mutation(() => FoodPayload, { description: "Changes a food of one's own.", complexity })
  async updateFood(
    @Arg("input", () => UpdateFoodInput, { description: "Which food, and what is to be another in it." }) {
      id,
      ...changes
    }: UpdateFoodInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<FoodPayload> {
    const owner = ownerOf(context);
    const known = readGlobalId(id);
    if (known?.type !== "food") return payload({ problems: [noSuchFood(id)] }, context, info);
    return payload(await updateOwnFood(context.em, owner, known.number, changes), context, info);
  }

  @Authorized("foods:write")
  @Mutation(() => DeleteFoodPayload, { description: "Deletes a food of one's own, for good.", complexity })
  async deleteFood(
    @Arg("input", () => DeleteFoodInput, { description: "Which food." }) { id }: DeleteFoodInput,
    @Ctx() context: Context,
  ): Promise<DeleteFoodPayload> {
    const owner = ownerOf(context);
    const known = readGlobalId(id);
    const errors =
      known?.type === "food" ? await deleteOwnFood(context.em, owner, known.number) : [noSuchFood(id)];
    return { deletedId: errors.length > 0 ? null : id, errors };
  }
}

function ownerOf({ viewer }: Context): number {
  if (viewer?.userId) return viewer.userId;
  throw new Forbidden("Only a user has foods of their own; this token speaks for an app alone.");
}

async function payload(
  outcome: { readonly id: number } | { readonly problems: UserError[] },
  context: Context,
  info: GraphQLResolveInfo,
): Promise<FoodPayload> {
  if ("problems" in outcome) return { food: null, errors: outcome.problems, hints: [] };
  const food = await findFood(context, "id", outcome.id, askedParts(info));
  return { food, errors: [], hints: food?.quality ?? [] };
}
