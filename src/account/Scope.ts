import { Field, ObjectType } from "type-graphql";
import { scopeText } from "../oauth/scopes.js";

@ObjectType({ simpleResolvers: true, description: "Something that can be allowed to an app." })
export class Scope {
  @Field(() => String, { description: "Its name in OAuth, such as foods:read." })
  readonly name!: string;

  @Field(() => String, { description: "What it allows, in the words of the page where people allow it." })
  readonly description!: string;
}

export const scopesFor = (names: Iterable<string>): Scope[] =>
  [...names].map((name) => ({ name, description: scopeText(name) }));
