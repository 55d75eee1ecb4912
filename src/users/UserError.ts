import { Field, ObjectType, registerEnumType } from "type-graphql";
import { BadInput } from "../errors.js";

export enum UserErrorCode {
  INVALID = "INVALID",
  NOT_FOUND = "NOT_FOUND",
  WRONG_PASSWORD = "WRONG_PASSWORD",
  LIMIT_REACHED = "LIMIT_REACHED",
  UNAVAILABLE = "UNAVAILABLE",
}

registerEnumType(UserErrorCode, {
  name: "UserErrorCode",
  description: "What kind of mistake it is.",
  valuesConfig: {
    INVALID: { description: "The field breaks a rule, which the message says." },
    NOT_FOUND: { description: "There is nothing of that id, or nothing of yours." },
    WRONG_PASSWORD: { description: "It is not the present password." },
    LIMIT_REACHED: { description: "The account holds no more." },
    UNAVAILABLE: { description: "This server does not do it." },
  },
});

@ObjectType({ simpleResolvers: true, description: "What is wrong with the input of a mutation." })
export class UserError {
  @Field(() => String, { description: 'The field of the input, such as "name" or "portions.0.grams".' })
  readonly field!: string;

  @Field(() => UserErrorCode, { description: "What kind of mistake it is, for programs." })
  readonly code!: UserErrorCode;

  @Field(() => String, { description: "What is wrong with it and what to do, for people." })
  readonly message!: string;
}

/** Input of which it is known what is wrong with which field; a page shows the message alone. */
export class WrongField extends BadInput {
  constructor(
    readonly field: string,
    readonly kind: UserErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whatever bad input the work finds is about this field. */
export async function inField<T>(field: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BadInput) || error instanceof WrongField) throw error;
    throw new WrongField(field, UserErrorCode.INVALID, error.message, { cause: error });
  }
}

/** What is wrong with the input, as the payload of a mutation tells; nothing where the work was done. */
export async function errorsOf(work: Promise<unknown>): Promise<UserError[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof WrongField)) throw error;
    const { field, kind, message } = error;
    return [{ field, code: kind, message }];
  }
}
