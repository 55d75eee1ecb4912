import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Authorized,
  Ctx,
  Field,
  ID,
  Info,
  Int,
  ObjectType,
  Query,
  Resolver,
  registerEnumType,
} from "type-graphql";
import type { Context } from "../context.js";
import { BadInput } from "../errors.js";
import { binderTo, readBound } from "../relay/boundCursors.js";
import { readGlobalId } from "../relay/Node.js";
import { PageInfo } from "../relay/PageInfo.js";
import { askedParts } from "./askedParts.js";
import { barcodesOf } from "./barcode.js";
import { FoodCount } from "./countFoods.js";
import { Food, FoodKind } from "./Food.js";
import { FoodFilter } from "./FoodFilter.js";
import { FoodOrder } from "./FoodOrder.js";
import { findFoods } from "./findFoods.js";
import type { FoodView } from "./foodViews.js";
import { Gtin } from "./Gtin.js";
import { findFood } from "./lookUpFoods.js";
import { noteUse } from "./noteUse.js";
import { Match } from "./search/matchOf.js";

registerEnumType(Match, {
  name: "Match",
  description: "How a food fits the words that were searched for.",
  valuesConfig: {
    EXACT: { description: "It has all the words." },
    CLOSE: { description: "It lacks a word that hardly tells foods apart, such as sliced, or one of many." },
    FUZZY: {
      description:
        "It may be another food: a word was read as one that is spelt alike, or it lacks a word that matters.",
    },
  },
});

@ObjectType({ simpleResolvers: true, description: "A food in an answer to a search." })
class FoodEdge {
  @Field(() => String, { description: "Give it as `after` to go on behind this food." })
  readonly cursor!: string;

  @Field(() => Match, { description: "How the food fits." })
  readonly match!: Match;

  @Field(() => Boolean, {
    description:
      "Whether several foods fit about equally well and this is one of them: ask which one is meant.",
  })
  readonly nearTie!: boolean;

  @Field(() => Food, { description: "The food." })
  readonly node!: FoodView;
}

@ObjectType({ simpleResolvers: true, description: "Foods that fit a search, best first." })
class FoodConnection {
  @Field(() => [FoodEdge], { description: "The foods, each with how it fits; empty when nothing does." })
  readonly edges!: readonly FoodEdge[];

  @Field(() => PageInfo, { description: "Where this answer stands in the whole list." })
  readonly pageInfo!: PageInfo;

  @Field(() => String, {
    nullable: true,
    description:
      "What was looked for, where it is not what was typed: other words for the same, mended spelling, an amount left out, a barcode in full.",
  })
  readonly readAs!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The amount that was left out, as it was typed, such as "2" or "a slice of"; null if there was none.',
  })
  readonly amount!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Where nothing fits, another query to try, if there is one; null otherwise.",
  })
  readonly suggestion!: string | null;

  @Field(() => FoodCount, {
    name: "totalCount",
    simple: false,
    description: "How many foods of the catalogue there are in the whole list. Counted only when asked for.",
  })
  totalCount(): Promise<FoodCount> {
    return this.count();
  }

  readonly count!: () => Promise<FoodCount>;
}

/** All that a slug can be; a NUL would not even reach the database. */
const slugPattern = /^[a-z0-9-]{1,300}$/;

/** Most foods in one answer. */
const mostFoods = 50;

@Resolver(() => Food)
export class FoodResolver {
  @Authorized("foods:read")
  @Query(() => FoodConnection, {
    description: "Foods by name or barcode. Plain foods come first for plain words.",
    // A negative number, refused only later, must not pay for the other fields.
    complexity: ({ args, childComplexity }) => 1 + Math.max(1, args.first) * childComplexity,
  })
  async foods(
    @Arg("query", () => String, {
      nullable: true,
      description:
        "Words of a food, such as `firm tofu`, or its barcode; 1 to 200 characters. An amount is left out: `2 eggs`. Without it `filter` says which foods.",
    })
    query: string | null,
    @Arg("filter", () => FoodFilter, { nullable: true, description: "What a food must be." })
    filter: FoodFilter | null,
    @Arg("orderBy", () => FoodOrder, {
      nullable: true,
      description:
        "Order by a nutrient instead of by how well foods fit. With a query it orders the 1,000 foods that fit best.",
    })
    order: FoodOrder | null,
    @Arg("kind", () => FoodKind, {
      nullable: true,
      deprecationReason: "Use `filter: {kind: …}`.",
      description: "Only foods of this kind.",
    })
    kind: FoodKind | null,
    @Arg("first", () => Int, { defaultValue: 10, description: "How many foods, 1 to 50." })
    first: number,
    @Arg("after", () => String, { nullable: true, description: "Cursor to go on behind." })
    after: string | null,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Omit<FoodConnection, "totalCount">> {
    const most = Math.min(mostFoods, context.standing?.tier.resultsPerSearch ?? mostFoods);
    if (first < 1 || first > most) throw new BadInput(`first is ${first}; it must be from 1 to ${most}.`);
    const wanted = { ...filter, kind: filter?.kind ?? kind };
    const search = { query: query ?? null, filter: wanted, order: order ?? null };
    const page = { first, after: readBound(after ?? null, search) };
    const { found, hasMore, count, ...told } = await findFoods(
      context,
      { ...search, ...page },
      askedParts(info),
    );
    const bind = binderTo(search);
    const edges = found.map((food) => ({ ...food, cursor: bind(food.cursor) }));
    context.asked.query ??= query ?? null;
    context.asked.results = (context.asked.results ?? 0) + found.length;
    return {
      ...told,
      edges,
      pageInfo: {
        hasNextPage: hasMore,
        hasPreviousPage: page.after !== null,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
      count,
    };
  }

  @Authorized("foods:read")
  @Query(() => Food, {
    nullable: true,
    description: "One food, by exactly one of its names; null if there is none.",
  })
  async food(
    @Arg("id", () => ID, { nullable: true, description: "Global id, such as `food_4711`." })
    id: string | null,
    @Arg("slug", () => String, { nullable: true, description: "The name in links." })
    slug: string | null,
    @Arg("gtin", () => Gtin, { nullable: true, description: "Barcode: 8, 12, 13 or 14 digits." })
    gtin: string | null,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<FoodView | null> {
    const given = [id, slug, gtin].filter((value) => typeof value === "string");
    if (given.length !== 1) throw new BadInput("Give exactly one of id, slug and gtin.");
    const parts = askedParts(info);
    if (typeof id === "string") {
      const known = readGlobalId(id);
      if (known?.type !== "food") throw new BadInput("id is no id of a food; it looks like food_4711.");
      return noteUse(context, await findFood(context, "id", known.number, parts));
    }
    if (typeof slug === "string")
      return slugPattern.test(slug) ? noteUse(context, await findFood(context, "slug", slug, parts)) : null;
    return noteUse(context, await findFood(context, "gtin", barcodesOf(gtin!), parts));
  }
}
