import { GraphQLDateTime } from "graphql-scalars";
import {
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ObjectType,
  Resolver,
  Root,
  registerEnumType,
} from "type-graphql";
import { type Action, type Actor, actions } from "../audit/AuditEvent.js";
import { findEvents } from "../audit/findEvents.js";
import type { Context } from "../context.js";
import { byFirst, connectionOf, type Page, PageArgs, pageByNumber } from "../relay/connection.js";
import { User } from "../users/User.js";

const nameOf = (word: string) => word.toUpperCase().replaceAll("-", "_");

const AuditAction = Object.fromEntries(Object.keys(actions).map((action) => [nameOf(action), action]));
registerEnumType(AuditAction, {
  name: "AuditAction",
  description: "What happened.",
  valuesConfig: Object.fromEntries(
    Object.entries(actions).map(([action, text]) => [nameOf(action), { description: `${text}.` }]),
  ),
});

const AuditActor: Record<string, Actor> = {
  USER: "user",
  CLIENT: "client",
  OPERATOR: "operator",
  PAYMENT: "payment",
  ANYONE: "anyone",
};
registerEnumType(AuditActor, {
  name: "AuditActor",
  description: "Who did it.",
  valuesConfig: {
    USER: { description: "The person, signed in." },
    CLIENT: { description: "An app." },
    OPERATOR: { description: "Whoever runs this server." },
    PAYMENT: { description: "The payment provider: a subscription began, changed or ended." },
    ANYONE: { description: "Somebody who was not signed in." },
  },
});

@ObjectType({ simpleResolvers: true, description: "Something that happened to the account." })
class AuditEvent {
  @Field(() => GraphQLDateTime, { description: "When." })
  readonly at!: Date;

  @Field(() => AuditAction, { description: "What." })
  readonly action!: Action;

  @Field(() => String, { description: "What, in words." })
  readonly description!: string;

  @Field(() => AuditActor, { description: "Who did it." })
  readonly actor!: Actor;

  @Field(() => String, { nullable: true, description: "Id of the app that it is about; null for none." })
  readonly clientId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Name of that app; null for none, or where it is gone.",
  })
  readonly clientName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The network it came from, never the whole address; null where it is not known.",
  })
  readonly network!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "More about it, such as the scopes of a consent or the new tier; null where there is none.",
  })
  readonly detail!: string | null;
}

const AuditEventConnection = connectionOf(() => AuditEvent, {
  name: "AuditEvent",
  one: "thing that happened",
  list: "What happened to the account, newest first.",
});

@Resolver(() => User)
export class ActivityResolver {
  @Authorized("session")
  @FieldResolver(() => AuditEventConnection, {
    description:
      "What happened to the account, newest first, for a year: sign-ins, apps, changes. Only the person sees it, never an app.",
    complexity: byFirst,
  })
  activity(
    @Root() user: User,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { em }: Context,
  ): Promise<Page<AuditEvent>> {
    return pageByNumber(
      page,
      async (limit, before) =>
        (await findEvents(em, { userId: user.id, before, limit })).map(({ client, address, ...event }) => ({
          ...event,
          clientId: client,
          network: address,
          description: actions[event.action],
        })),
      ({ id }) => id,
    );
  }
}
