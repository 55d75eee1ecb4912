import { GraphQLDateTime } from "graphql-scalars";
import { Authorized, Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { loadedSources } from "./loadedSources.js";
import { Url } from "./Url.js";

@ObjectType({ simpleResolvers: true, description: "A set of foods that is loaded here." })
export class LoadedSource {
  @Field(() => String, { description: 'Its name, such as "USDA SR Legacy".' })
  readonly name!: string;

  @Field(() => String, { description: "Date of the newest release that was loaded, as the source names it." })
  readonly release!: string;

  @Field(() => Int, { description: "How many foods are from it." })
  readonly foods!: number;

  @Field(() => GraphQLDateTime, { description: "When an import last changed any of them." })
  readonly importedAt!: Date;

  @Field(() => String, { description: "SPDX identifier of its licence." })
  readonly licence!: string;

  @Field(() => Url, { description: "The text of its licence." })
  readonly licenceUrl!: string;

  @Field(() => String, { description: "The text that it asks to be shown where its data is." })
  readonly attribution!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "Where its foods are sold or eaten: ISO 3166-1 code of the country; null where each food has its own.",
  })
  readonly market!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Language of its names: ISO 639-1 code; null where each food has its own.",
  })
  readonly language!: string | null;
}

@Resolver()
export class SourceResolver {
  @Authorized("foods:read")
  @Query(() => [LoadedSource], {
    description: "What is loaded here, the largest first, with what to say where the data is shown.",
  })
  sources(@Ctx() { pool }: Context): Promise<LoadedSource[]> {
    return loadedSources(pool);
  }
}
