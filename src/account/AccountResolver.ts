import { GraphQLJSONObject } from "graphql-scalars";
import { Arg, Authorized, Ctx, Field, Mutation, ObjectType, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { SignInRequired } from "../errors.js";
import { User } from "../users/User.js";
import { errorsOf, UserError } from "../users/UserError.js";
import {
  ChangeEmailInput,
  ChangePasswordInput,
  DeleteAccountInput,
  DisconnectAppInput,
  EndSessionInput,
  UpdateProfileInput,
} from "./AccountInput.js";
import type { Person } from "./changes.js";
import { readSessionId } from "./findSessions.js";

@ObjectType({ simpleResolvers: true, description: "What came of a change to the account." })
class AccountPayload {
  @Field(() => User, { description: "The account as it is now." })
  readonly user!: User;

  @Field(() => [UserError], { description: "Why nothing was done; empty when it was." })
  readonly errors!: readonly UserError[];
}

@ObjectType({ simpleResolvers: true, description: "What came of deleting the account." })
class DeleteAccountPayload {
  @Field(() => Boolean, {
    description: "Whether the account is gone, and all that was kept about its person.",
  })
  readonly isDeleted!: boolean;

  @Field(() => [UserError], { description: "Why nothing was done; empty when it was." })
  readonly errors!: readonly UserError[];
}

@ObjectType({ simpleResolvers: true, description: "A copy of what is kept about the person." })
class ExportDataPayload {
  @Field(() => GraphQLJSONObject, {
    description:
      "All of it from every table, but for what opens something; of the requests the newest 100,000. The same as the download of the account page.",
  })
  readonly data!: object;
}

/** A password takes as much of the processor as this many fields. */
const hashing = ({ childComplexity }: { childComplexity: number }) => 100 + childComplexity;
const writing = ({ childComplexity }: { childComplexity: number }) => 20 + childComplexity;
const exporting = ({ childComplexity }: { childComplexity: number }) => 1000 + childComplexity;

/** What people do to their own account: by session alone, for an app that could would be their master. */
@Resolver()
export class AccountResolver {
  @Authorized("session")
  @Mutation(() => AccountPayload, { description: "Changes the name.", complexity: writing })
  updateProfile(
    @Arg("input", () => UpdateProfileInput, { description: "The name." }) { name }: UpdateProfileInput,
    @Ctx() context: Context,
  ): Promise<AccountPayload> {
    return change(context, (person) => context.account.rename(person, name));
  }

  @Authorized("session")
  @Mutation(() => AccountPayload, {
    description:
      "Sends a link to another e-mail address. The account has it once the link is opened, within an hour, in a browser that is signed in.",
    complexity: hashing,
  })
  changeEmail(
    @Arg("input", () => ChangeEmailInput, { description: "The address and the present password." })
    { email, password }: ChangeEmailInput,
    @Ctx() context: Context,
  ): Promise<AccountPayload> {
    return change(context, (person) => context.account.changeEmail(person, password, email));
  }

  @Authorized("session")
  @Mutation(() => AccountPayload, {
    description:
      "Changes the password, which ends every other session and every app's tokens, and tells by mail.",
    complexity: hashing,
  })
  changePassword(
    @Arg("input", () => ChangePasswordInput, { description: "The present password and the new one." })
    { password, newPassword }: ChangePasswordInput,
    @Ctx() context: Context,
  ): Promise<AccountPayload> {
    return change(context, (person) => context.account.changePassword(person, password, newPassword));
  }

  @Authorized("session")
  @Mutation(() => AccountPayload, {
    description: "Takes back what an app was allowed. Its tokens end at once.",
    complexity: writing,
  })
  disconnectApp(
    @Arg("input", () => DisconnectAppInput, { description: "Which app." }) { clientId }: DisconnectAppInput,
    @Ctx() context: Context,
  ): Promise<AccountPayload> {
    return change(context, (person) => context.account.disconnectApp(person, clientId));
  }

  @Authorized("session")
  @Mutation(() => AccountPayload, { description: "Signs a browser out.", complexity: writing })
  endSession(
    @Arg("input", () => EndSessionInput, { description: "Which session." }) { id }: EndSessionInput,
    @Ctx() context: Context,
  ): Promise<AccountPayload> {
    return change(context, (person) => context.account.endSession(person, readSessionId(id)));
  }

  @Authorized("session")
  @Mutation(() => AccountPayload, {
    description: "Signs every browser out but the one that asks.",
    complexity: writing,
  })
  endOtherSessions(@Ctx() context: Context): Promise<AccountPayload> {
    return change(context, (person) => context.account.endOtherSessions(person));
  }

  @Authorized("session")
  @Mutation(() => ExportDataPayload, {
    description: "A copy of all that is kept about the person. The activity tells that it was made.",
    complexity: exporting,
  })
  async exportData(@Ctx() context: Context): Promise<ExportDataPayload> {
    return { data: await context.account.exportData(await personOf(context)) };
  }

  @Authorized("session")
  @Mutation(() => AccountPayload, {
    description:
      "Deletes the history of requests, and what searches know of the foods that the person often uses.",
    complexity: writing,
  })
  deleteUsage(@Ctx() context: Context): Promise<AccountPayload> {
    return change(context, (person) => context.account.deleteUsage(person));
  }

  @Authorized("session")
  @Mutation(() => DeleteAccountPayload, {
    description: "Deletes the account and all that is kept about its person, for good.",
    complexity: hashing,
  })
  async deleteAccount(
    @Arg("input", () => DeleteAccountInput, { description: "The present password." })
    { password }: DeleteAccountInput,
    @Ctx() context: Context,
  ): Promise<DeleteAccountPayload> {
    const person = await personOf(context);
    const errors = await errorsOf(context.account.deleteAccount(person, password));
    return { isDeleted: errors.length === 0, errors };
  }
}

async function change(context: Context, work: (person: Person) => Promise<void>): Promise<AccountPayload> {
  const person = await personOf(context);
  const errors = await errorsOf(work(person));
  return { user: await context.em.refreshOrFail(person.user), errors };
}

async function personOf({ em, viewer, address }: Context): Promise<Person> {
  // A mutation before this one may have changed or deleted it.
  const user = viewer?.userId ? await em.findOne(User, viewer.userId, { refresh: true }) : null;
  if (!user || viewer?.sessionId === undefined) throw new SignInRequired();
  return { user, address, sessionId: viewer.sessionId };
}
