import { GraphQLDateTime } from "graphql-scalars";
import { Args, Authorized, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import { byFirst, connectionOf, type Page, PageArgs, pageOf, requireFirst } from "../relay/connection.js";
import { User } from "../users/User.js";
import { findApps } from "./findApps.js";
import { Scope, scopesFor } from "./Scope.js";

@ObjectType({ simpleResolvers: true, description: "An app that may use the account." })
class ConnectedApp {
  @Field(() => String, { description: "Its id, to disconnect it." })
  readonly clientId!: string;

  @Field(() => String, { description: "Its name." })
  readonly name!: string;

  @Field(() => [Scope], { description: "What it was allowed." })
  readonly scopes!: readonly Scope[];

  @Field(() => GraphQLDateTime, { description: "When it was last allowed something." })
  readonly since!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "When it last asked for something; null where the history of requests has nothing of it.",
  })
  readonly lastUsedAt!: Date | null;
}

const ConnectedAppConnection = connectionOf(() => ConnectedApp, {
  name: "ConnectedApp",
  one: "connected app",
  list: "Connected apps, the last allowed first.",
});

@Resolver(() => User)
export class AppResolver {
  @Authorized("session")
  @FieldResolver(() => ConnectedAppConnection, {
    description: "The apps that may use the account. Only the person sees them, never an app.",
    complexity: byFirst,
  })
  async apps(
    @Root() user: User,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { em }: Context,
  ): Promise<Page<ConnectedApp>> {
    requireFirst(page.first);
    const found = await findApps(em, user.id, { ...page, first: page.first + 1 });
    const apps = found.map(({ scopes, ...app }) => ({ ...app, scopes: scopesFor(scopes) }));
    return pageOf(apps, page, ({ cursor }) => cursor);
  }
}
