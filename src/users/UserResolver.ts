import { Authorized, Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { readUser } from "./readUser.js";
import { User } from "./User.js";

@Resolver(() => User)
export class UserResolver {
  @Authorized()
  @Query(() => User, {
    nullable: true,
    description: "The account that the session or token speaks for; null for a client that acts for itself.",
  })
  me(@Ctx() { pool, viewer }: Context): Promise<User | null> | null {
    return viewer?.userId ? readUser(pool, viewer.userId) : null;
  }
}
