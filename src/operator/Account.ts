import { GraphQLDateTime } from "graphql-scalars";
import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { connectionOf } from "../relay/connection.js";
import type { Role, User } from "../users/User.js";

const AccountRole: Record<string, Role> = { USER: "user", OPERATOR: "operator" };
registerEnumType(AccountRole, {
  name: "AccountRole",
  description: "What a person is here.",
  valuesConfig: {
    USER: { description: "Uses this server." },
    OPERATOR: { description: "Runs it, and sees what only operators see." },
  },
});

@ObjectType({ simpleResolvers: true, description: "An account, as an operator sees it." })
export class Account {
  @Field(() => ID, { description: "Global id of the user, such as user_12." })
  readonly id!: string;

  @Field(() => String, { description: "E-mail address." })
  readonly email!: string;

  @Field(() => String, { description: "Name." })
  readonly name!: string;

  @Field(() => String, { description: "Name of what the account includes." })
  readonly tier!: string;

  @Field(() => AccountRole, { description: "What the person is here." })
  readonly role!: Role;

  @Field(() => GraphQLDateTime, { description: "When the account was made." })
  readonly createdAt!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "When a link that was mailed to the address was opened; null as long as none was.",
  })
  readonly emailVerifiedAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "Since when nobody gets in by it; null for any other account.",
  })
  readonly disabledAt!: Date | null;
}

export const AccountConnection = connectionOf(() => Account, {
  name: "Account",
  one: "account",
  list: "Accounts, the newest first.",
});

export const accountOf = ({ globalId: id, ...user }: User): Account => ({
  id,
  email: user.email,
  name: user.name,
  tier: user.tier,
  role: user.role,
  createdAt: user.createdAt,
  emailVerifiedAt: user.emailVerifiedAt,
  disabledAt: user.disabledAt,
});
