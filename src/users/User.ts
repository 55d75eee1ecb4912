import { OptionalProps } from "@mikro-orm/core";
import { Entity, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { GraphQLDateTime } from "graphql-scalars";
import { Authorized, Field, ID, ObjectType } from "type-graphql";
import { Node } from "../relay/Node.js";

export const roles = ["user", "operator"] as const;
export type Role = (typeof roles)[number];

/** Each field says which scope it takes: whoever may see the requests of a person need not see their name. */
@ObjectType({ implements: Node, description: "A person with an account." })
@Entity({ tableName: "users" })
export class User {
  declare [OptionalProps]?:
    | "globalId"
    | "role"
    | "isOperator"
    | "tier"
    | "createdAt"
    | "emailVerifiedAt"
    | "disabledAt";

  @PrimaryKey({ type: "integer" })
  id!: number;

  @Authorized("profile:read")
  @Field(() => ID, { name: "id", description: "Global id, such as user_12." })
  get globalId(): string {
    return `user_${this.id}`;
  }

  @Authorized("profile:read")
  @Field(() => String, { description: "Name, 1 to 100 characters." })
  @Property({ type: "text" })
  name!: string;

  /** Stored in lower case, so that one mailbox has one account. */
  @Authorized("profile:read")
  @Field(() => String, { description: "E-mail address, in lower case; at most 254 characters." })
  @Unique()
  @Property({ type: "text" })
  email!: string;

  /** When its owner opened a link that was sent there; null as long as nobody did. */
  @Authorized("profile:read")
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "When a link that was mailed to that address was opened; null as long as none was.",
  })
  @Property({ type: "datetime", nullable: true })
  emailVerifiedAt: Date | null = null;

  @Property({ type: "text", hidden: true })
  passwordHash!: string;

  @Authorized("profile:read")
  @Field(() => String, { description: "The name of what the account includes, such as free or premium." })
  @Property({ type: "text" })
  tier = "free";

  /** An operator runs this server; only the command line makes one. */
  @Property({ type: "text" })
  role: Role = "user";

  get isOperator(): boolean {
    return this.role === "operator";
  }

  @Authorized("profile:read")
  @Field(() => GraphQLDateTime, { description: "When the account was made." })
  @Property({ type: "datetime" })
  createdAt: Date = new Date();

  /** Since when nobody gets in by it; null for any other account. */
  @Property({ type: "datetime", nullable: true })
  disabledAt: Date | null = null;
}
