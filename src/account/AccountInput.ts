import { Field, ID, InputType } from "type-graphql";

const present = "The present password. Ten wrong ones in 15 minutes are as many as are looked at.";

@InputType({ description: "What is to be another in the profile." })
export class UpdateProfileInput {
  @Field(() => String, { description: "Name, 1 to 100 characters." })
  readonly name!: string;
}

@InputType({ description: "Another e-mail address." })
export class ChangeEmailInput {
  @Field(() => String, { description: "The new address, at most 254 characters." })
  readonly email!: string;

  @Field(() => String, { description: present })
  readonly password!: string;
}

@InputType({ description: "Another password." })
export class ChangePasswordInput {
  @Field(() => String, { description: present })
  readonly password!: string;

  @Field(() => String, {
    description:
      "The new one: 8 to 256 characters, none of the most used ones, and not made of the e-mail address.",
  })
  readonly newPassword!: string;
}

@InputType({ description: "The app to disconnect." })
export class DisconnectAppInput {
  @Field(() => String, { description: "Its id, as `me { apps }` has it." })
  readonly clientId!: string;
}

@InputType({ description: "The session to end." })
export class EndSessionInput {
  @Field(() => ID, { description: "Its id, such as session_12, as `me { sessions }` has it." })
  readonly id!: string;
}

@InputType({ description: "What it takes to delete the account." })
export class DeleteAccountInput {
  @Field(() => String, { description: present })
  readonly password!: string;
}
