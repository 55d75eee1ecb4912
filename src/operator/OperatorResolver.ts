import type { FilterQuery } from "@mikro-orm/core";
import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  ObjectType,
  Query,
  Resolver,
} from "type-graphql";
import type { Context } from "../context.js";
import { BadInput } from "../errors.js";
import { loadedSources } from "../foods/loadedSources.js";
import { LoadedSource } from "../foods/SourceResolver.js";
import { Client } from "../oauth/Client.js";
import { byFirst, type Page, PageArgs, pageByNumber, pageOf, requireFirst } from "../relay/connection.js";
import { readGlobalId } from "../relay/Node.js";
import { usageTotals } from "../usage/findUsage.js";
import { User } from "../users/User.js";
import { Account, AccountConnection, accountOf } from "./Account.js";
import { RegisteredClient, RegisteredClientConnection } from "./RegisteredClient.js";
import { UsageTotal } from "./UsageTotal.js";

const mostDays = 90;
/** A day has few rows, and no list is longer. */
const mostTotals = 1000;

@ObjectType({ description: "What only those see who run this server, signed in by session." })
class Operator {}

@ArgsType()
class AccountArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: "A part of the e-mail address or of the name." })
  readonly text?: string | null;

  @Field(() => String, { nullable: true, description: "Only accounts of this tier." })
  readonly tier?: string | null;
}

/** Its fields are in the operators' schema alone: for anybody else they are not there. */
@Resolver(() => Operator)
export class OperatorResolver {
  @Authorized("operator")
  @Query(() => Operator, { description: "This server, as whoever runs it sees it." })
  operator(): Operator {
    return new Operator();
  }

  @Authorized("operator")
  @FieldResolver(() => AccountConnection, { description: "The accounts.", complexity: byFirst })
  users(@Args(() => AccountArgs) args: AccountArgs, @Ctx() { em }: Context): Promise<Page<Account>> {
    const part = args.text && `%${args.text.replace(/[\\%_]/g, "\\$&")}%`;
    return pageByNumber(
      args,
      async (limit, before) => {
        const where: FilterQuery<User> = {
          ...(before !== undefined && { id: { $lt: before } }),
          ...(args.tier && { tier: args.tier }),
          ...(part && { $or: [{ email: { $ilike: part } }, { name: { $ilike: part } }] }),
        };
        return (await em.find(User, where, { orderBy: { id: "desc" }, limit })).map(accountOf);
      },
      ({ id }) => readGlobalId(id)!.number,
    );
  }

  @Authorized("operator")
  @FieldResolver(() => Account, { nullable: true, description: "One account; null where there is none." })
  async user(
    @Arg("id", () => ID, { description: "Global id, such as user_12." }) id: string,
    @Ctx() { em }: Context,
  ): Promise<Account | null> {
    const known = readGlobalId(id);
    if (known?.type !== "user") throw new BadInput(`${id} is no id of a user, such as user_12.`);
    const user = await em.findOne(User, known.number);
    return user && accountOf(user);
  }

  @Authorized("operator")
  @FieldResolver(() => RegisteredClientConnection, { description: "The clients.", complexity: byFirst })
  async clients(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { em }: Context,
  ): Promise<Page<RegisteredClient>> {
    requireFirst(page.first);
    const where = page.after ? { id: { $gt: Buffer.from(page.after, "base64url").toString() } } : {};
    const found = await em.find(Client, where, { orderBy: { id: "asc" }, limit: page.first + 1 });
    return pageOf(found, page, ({ id }) => Buffer.from(id).toString("base64url"));
  }

  @Authorized("operator")
  @FieldResolver(() => [UsageTotal], {
    description: `Requests by day, door and client, the newest day first; ${mostTotals} rows at most.`,
    complexity: ({ childComplexity }) => 1 + 100 * childComplexity,
  })
  async usage(
    @Arg("days", () => Int, { defaultValue: 7, description: `How many days back, 1 to ${mostDays}.` })
    days: number,
    @Ctx() { em }: Context,
  ): Promise<UsageTotal[]> {
    if (days < 1 || days > mostDays) throw new BadInput(`days is ${days}; it must be from 1 to ${mostDays}.`);
    return (await usageTotals(em, days)).slice(0, mostTotals);
  }

  @Authorized("operator")
  @FieldResolver(() => [LoadedSource], { description: "What is loaded, the largest source first." })
  catalogue(@Ctx() { pool }: Context): Promise<LoadedSource[]> {
    return loadedSources(pool);
  }
}
