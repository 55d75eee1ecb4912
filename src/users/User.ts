import { OptionalProps } from "@mikro-orm/core";
import { Entity, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import { Field, GraphQLISODateTime, ID, ObjectType } from "type-graphql";
import { Node } from "./Node.js";
import type { Tier } from "./tiers.js";

export const roles = ["user", "operator"] as const;
export type Role = (typeof roles)[number];

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

  @Field(() => ID, { name: "id", description: "Global id, such as user_12." })
  get globalId(): string {
    return `user_${this.id}`;
  }

  @Field(() => String)
  @Property({ type: "text" })
  name!: string;

  /** Stored in lower case, so that one mailbox has one account. */
  @Field(() => String)
  @Unique()
  @Property({ type: "text" })
  email!: string;

  /** When its owner opened a link that was sent there; null as long as nobody did. */
  @Property({ type: "datetime", nullable: true })
  emailVerifiedAt: Date | null = null;

  @Property({ type: "text", hidden: true })
  passwordHash!: string;

  @Field(() => String, { description: "What the account includes: free or premium." })
  @Property({ type: "text" })
  tier: Tier = "free";

  /** An operator runs this server; only the command line makes one. */
  @Property({ type: "text" })
  role: Role = "user";

  get isOperator(): boolean {
    return this.role === "operator";
  }

  @Field(() => GraphQLISODateTime)
  @Property({ type: "datetime" })
  createdAt: Date = new Date();

  /** Since when nobody gets in by it; null for any other account. */
  @Property({ type: "datetime", nullable: true })
  disabledAt: Date | null = null;
}
