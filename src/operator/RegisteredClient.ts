import { GraphQLDateTime } from "graphql-scalars";
import { Field, ObjectType } from "type-graphql";
import { connectionOf } from "../relay/connection.js";

@ObjectType({ simpleResolvers: true, description: "A client of the authorization server." })
export class RegisteredClient {
  @Field(() => String, { description: "Its client id." })
  readonly id!: string;

  @Field(() => String, { description: "Its name, which a client that registered by itself has chosen." })
  readonly name!: string;

  @Field(() => [String], { description: "The ways in which it may get a token." })
  readonly grantTypes!: readonly string[];

  @Field(() => [String], {
    nullable: true,
    description: "The scopes that it may ask for; null for every scope.",
  })
  readonly scopes!: readonly string[] | null;

  @Field(() => Boolean, { description: "The operator's own: people are not asked whether they allow it." })
  readonly firstParty!: boolean;

  @Field(() => Boolean, { description: "It registered by itself, so nobody here knows whose it is." })
  readonly selfRegistered!: boolean;

  @Field(() => GraphQLDateTime, { description: "When it was registered." })
  readonly createdAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: "When it was ended; null while it works." })
  readonly revokedAt!: Date | null;
}

export const RegisteredClientConnection = connectionOf(() => RegisteredClient, {
  name: "RegisteredClient",
  one: "client",
  list: "Clients, by id.",
});
