import type { ComplexityEstimator } from "graphql-query-complexity";
import { Args, ArgsType, Authorized, Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { BadInput } from "../errors.js";
import { PageInfo } from "./PageInfo.js";
import { type FacetSearch, readFacets } from "./readFacets.js";
import { type PublishedSource, sources } from "./sources.js";

@ObjectType({ simpleResolvers: true, description: "A category or brand of foods." })
class Facet {
  @Field(() => String, { description: "Its name, in the words of the source." })
  readonly name!: string;

  @Field(() => Int, { description: "How many foods have it; retired ones do not count." })
  readonly foods!: number;
}

@ObjectType({ simpleResolvers: true, description: "A category or brand in a list." })
class FacetEdge {
  @Field(() => String, { description: "Give it as `after` to go on behind this one." })
  readonly cursor!: string;

  @Field(() => Facet, { description: "The category or brand." })
  readonly node!: Facet;
}

@ObjectType({ simpleResolvers: true, description: "Categories or brands, by name." })
class FacetConnection {
  @Field(() => [FacetEdge], { description: "Those that fit; empty when nothing does." })
  readonly edges!: readonly FacetEdge[];

  @Field(() => PageInfo, { description: "Where this answer stands in the whole list." })
  readonly pageInfo!: PageInfo;
}

const mostFacets = 100;
const longestPrefix = 100;
const { custom: _, ...published } = sources;
const sourceKeys = new Map(
  Object.entries(published).map(([key, { name }]) => [name as string, key as PublishedSource]),
);

@ArgsType()
class FacetArgs {
  @Field(() => String, {
    nullable: true,
    description: "Only names that begin so, in small letters or capitals.",
  })
  readonly prefix?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Only foods of this source, such as "USDA SR Legacy"; without it all sources, merged by name.',
  })
  readonly source?: string | null;

  @Field(() => Int, { defaultValue: 20, description: `How many, 1 to ${mostFacets}.` })
  readonly first!: number;

  @Field(() => String, { nullable: true, description: "Cursor to go on behind." })
  readonly after?: string | null;
}

const complexity: ComplexityEstimator = ({ args, childComplexity }) =>
  1 + Math.max(1, args.first) * childComplexity;

@Resolver()
export class FacetResolver {
  @Authorized("foods:read")
  @Query(() => FacetConnection, {
    description: "The food groups of the catalogue, by name, with the number of their foods.",
    complexity,
  })
  categories(@Args(() => FacetArgs) args: FacetArgs, @Ctx() context: Context): Promise<FacetConnection> {
    return connection(context, "category", args);
  }

  @Authorized("foods:read")
  @Query(() => FacetConnection, {
    description: "The brands of the catalogue, by name, with the number of their foods.",
    complexity,
  })
  brands(@Args(() => FacetArgs) args: FacetArgs, @Ctx() context: Context): Promise<FacetConnection> {
    return connection(context, "brand", args);
  }
}

async function connection(
  { pool }: Context,
  field: FacetSearch["field"],
  asked: FacetArgs,
): Promise<FacetConnection> {
  const { first } = asked;
  if (first < 1 || first > mostFacets)
    throw new BadInput(`first is ${first}; it must be from 1 to ${mostFacets}.`);
  const prefix = readText("prefix", asked.prefix ?? "");
  const behind = readText("after", Buffer.from(asked.after ?? "", "base64url").toString());
  const found = await readFacets(pool, {
    field,
    prefix,
    source: sourceOf(asked.source),
    behind,
    most: first + 1,
  });
  const edges = found.slice(0, first).map(({ key, name, foods }) => ({
    cursor: Buffer.from(key).toString("base64url"),
    node: { name, foods },
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: behind !== "",
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function readText(name: string, text: string): string {
  if (/\p{Cc}/u.test(text)) throw new BadInput(`${name} holds control characters; only text is allowed.`);
  if (name === "prefix" && text.length > longestPrefix)
    throw new BadInput(`prefix has ${text.length} characters; at most ${longestPrefix} are allowed.`);
  return text;
}

function sourceOf(name: string | null | undefined): PublishedSource | null {
  if (name == null) return null;
  const key = sourceKeys.get(name);
  if (key) return key;
  throw new BadInput(
    `source is ${JSON.stringify(name.slice(0, 50))}; it must be one of ${[...sourceKeys.keys()].join(", ")}.`,
  );
}
