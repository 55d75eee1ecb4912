// type-graphql needs it before the first decorator, and this may be the first type that a program loads.
import "reflect-metadata";
import { Field, ObjectType } from "type-graphql";

@ObjectType({ simpleResolvers: true, description: "Where an answer stands in the whole list." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether there are more behind the last one." })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether the answer began behind a cursor." })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "Cursor of the first one, null if there is none." })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "Cursor of the last one, null if there is none." })
  readonly endCursor!: string | null;
}
