import { GraphQLDateTime } from "graphql-scalars";
import { Args, Authorized, Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import { byFirst, connectionOf, type Page, PageArgs, pageByNumber } from "../relay/connection.js";
import { User } from "../users/User.js";
import { findSessions, readSessionId, type SignedIn } from "./findSessions.js";

@ObjectType("Session", { simpleResolvers: true, description: "A browser that is signed in to the account." })
class SignedInBrowser implements SignedIn {
  @Field(() => ID, { description: "Its id, such as session_12, to end it." })
  readonly id!: string;

  @Field(() => Boolean, { description: "Whether it is the one that asks." })
  readonly isCurrent!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Browser and system, such as "Firefox on Linux"; null where they are not known.',
  })
  readonly device!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The network that the sign-in came from: the first 24 bits of an IPv4 address, 48 of an IPv6 one; null where it is not known.",
  })
  readonly network!: string | null;

  @Field(() => GraphQLDateTime, { description: "When it was signed in." })
  readonly since!: Date;

  @Field(() => GraphQLDateTime, { description: "When it was last used, to the hour." })
  readonly lastSeenAt!: Date;

  @Field(() => GraphQLDateTime, { description: "When it ends unless it is used before." })
  readonly expiresAt!: Date;
}

const SessionConnection = connectionOf(() => SignedInBrowser, {
  name: "Session",
  one: "session",
  list: "Sessions, the last begun first.",
});

@Resolver(() => User)
export class SessionResolver {
  @Authorized("session")
  @FieldResolver(() => SessionConnection, {
    description: "The browsers that are signed in. Only the person sees them, never an app.",
    complexity: byFirst,
  })
  sessions(
    @Root() user: User,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { em, viewer }: Context,
  ): Promise<Page<SignedIn>> {
    return pageByNumber(
      page,
      (limit, behind) => findSessions(em, user, { limit, behind, currentId: viewer?.sessionId }),
      ({ id }) => readSessionId(id)!,
    );
  }
}
