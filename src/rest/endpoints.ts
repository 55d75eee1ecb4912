import { type Operation, searchFoods } from "../graphql/operations.js";

export interface Endpoint {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly operation: Operation;
  /** Whether it changes something: a GPT then asks its user each time. */
  readonly isConsequential: boolean;
}

/** The whole facade, one row each. */
export const endpoints: readonly Endpoint[] = [
  { method: "GET", path: "/api/foods/search", operation: searchFoods, isConsequential: false },
];
