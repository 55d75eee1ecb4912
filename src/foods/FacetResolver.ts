import { Args, ArgsType, Authorized, Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { BadInput } from "../errors.js";
import { byFirst, connectionOf, type Page, PageArgs, pageOf, requireFirst } from "../relay/connection.js";
import { type FacetSearch, readFacets } from "./readFacets.js";
import { type PublishedSource, sources } from "./sources.js";

@ObjectType({ simpleResolvers: true, description: "A category or brand of foods." })
class Facet {
  @Field(() => String, { description: "Its name, in the words of the source." })
  readonly name!: string;

  @Field(() => Int, { description: "How many foods have it; retired ones do not count." })
  readonly foods!: number;
}

const FacetConnection = connectionOf(() => Facet, {
  name: "Facet",
  one: "category or brand",
  list: "Categories or brands, by name.",
});

const longestPrefix = 100;
const { custom: _, ...published } = sources;
const sourceKeys = new Map(
  Object.entries(published).map(([key, { name }]) => [name as string, key as PublishedSource]),
);

@ArgsType()
class FacetArgs extends PageArgs {
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
}

@Resolver()
export class FacetResolver {
  @Authorized("foods:read")
  @Query(() => FacetConnection, {
    description: "The food groups of the catalogue, by name, with the number of their foods.",
    complexity: byFirst,
  })
  categories(@Args(() => FacetArgs) args: FacetArgs, @Ctx() context: Context): Promise<Page<Facet>> {
    return connection(context, "category", args);
  }

  @Authorized("foods:read")
  @Query(() => FacetConnection, {
    description: "The brands of the catalogue, by name, with the number of their foods.",
    complexity: byFirst,
  })
  brands(@Args(() => FacetArgs) args: FacetArgs, @Ctx() context: Context): Promise<Page<Facet>> {
    return connection(context, "brand", args);
  }
}

async function connection(
  { pool }: Context,
  field: FacetSearch["field"],
  asked: FacetArgs,
): Promise<Page<Facet>> {
  const { first } = asked;
  requireFirst(first);
  const prefix = readText("prefix", asked.prefix ?? "");
  const behind = readText("after", Buffer.from(asked.after ?? "", "base64url").toString());
  const found = await readFacets(pool, {
    field,
    prefix,
    source: sourceOf(asked.source),
    behind,
    most: first + 1,
  });
  return pageOf(found, { first, after: behind || null }, ({ key }) => Buffer.from(key).toString("base64url"));
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
