// The decorators of type-graphql need it, and every type with an id loads this file before it uses them.
import "reflect-metadata";
import { Field, ID, InterfaceType } from "type-graphql";

/** Whatever has a global id: `user_12`, `food_4711`. The type's name stands in front, so that an id tells its type. */
@InterfaceType({
  description: "Anything with an id that is unique among all types.",
  resolveType: ({ globalId }: Node) => (globalId.startsWith("user_") ? "User" : "Food"),
})
export abstract class Node {
  @Field(() => ID, { name: "id", description: "Global id, the same in every door." })
  abstract readonly globalId: string;
}

const globalId = /^([a-z]+)_([1-9]\d{0,9})$/;
const largest = 2_147_483_647;

/** The type and number in a global id, or null if it is none. */
export function readGlobalId(id: string): { type: string; number: number } | null {
  const [, type, digits] = globalId.exec(id) ?? [];
  return type && Number(digits) <= largest ? { type, number: Number(digits) } : null;
}
