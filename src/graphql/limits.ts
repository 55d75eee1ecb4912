import {
  type ASTVisitor,
  GraphQLError,
  getOperationAST,
  Kind,
  parse,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";
import type { CostOf } from "./cost.js";

/** The largest honest query of this schema stays far below each of these. */
export const limits = { tokens: 1000, depth: 10, aliases: 20, directives: 20, cost: 3000 };

const tooMuch = (what: string, most: number) =>
  new GraphQLError(`The query ${what}; at most ${most} are allowed.`, {
    extensions: { code: "GRAPHQL_VALIDATION_FAILED", http: { status: 400 } },
  });

/** Without it an operation of a kind that the schema does not have passes every rule, and fails only when it runs. */
export const operationRule: ValidationRule = (context) => ({
  OperationDefinition(node) {
    const { operation } = node;
    if (!context.getSchema().getRootType(operation))
      context.reportError(new GraphQLError(`There is no ${operation} here.`, { nodes: node }));
  },
});

/** Levels of fields. Introspection goes deeper by its nature and is bounded by the number of tokens. */
export const depthRule: ValidationRule = (context) => {
  const depths = new Map<SelectionSetNode, number>();
  const depthOf = (set: SelectionSetNode | undefined): number => {
    if (!set) return 0;
    const known = depths.get(set);
    if (known !== undefined) return known;
    // Stands for itself while it is measured, so that a fragment that contains itself ends; another rule refuses it.
    depths.set(set, 0);
    const depth = Math.max(0, ...set.selections.map((selection) => levels(selection)));
    depths.set(set, depth);
    return depth;
  };
  const levels = (selection: SelectionSetNode["selections"][number]): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return depthOf(context.getFragment(selection.name.value)?.selectionSet);
    if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet);
    return selection.name.value.startsWith("__") ? 1 : 1 + depthOf(selection.selectionSet);
  };
  return {
    OperationDefinition({ selectionSet }) {
      const depth = depthOf(selectionSet);
      if (depth > limits.depth) context.reportError(tooMuch(`has ${depth} levels`, limits.depth));
    },
  };
};

export const aliasRule: ValidationRule = (context) =>
  counting(context, "Field", "aliases", limits.aliases, (node) => "alias" in node && Boolean(node.alias));

export const directiveRule: ValidationRule = (context) =>
  counting(context, "Directive", "directives", limits.directives, () => true);

/** What every document must keep, besides the rules of the language. */
export const limitRules: readonly ValidationRule[] = [operationRule, depthRule, aliasRule, directiveRule];

function counting(
  context: ValidationContext,
  kind: "Field" | "Directive",
  what: string,
  most: number,
  counts: (node: object) => boolean,
): ASTVisitor {
  let count = 0;
  return {
    [kind](node: object) {
      if (counts(node)) count += 1;
    },
    Document: {
      leave() {
        if (count > most) context.reportError(tooMuch(`has ${count} ${what}`, most));
      },
    },
  };
}

export function requireCost(cost: number): void {
  // Also a cost that is no number.
  if (!(cost <= limits.cost)) throw tooMuch(`may answer ${cost} fields`, limits.cost);
}

/**
 * Costs that are not those of the schema, such as of one that another copy of graphql has made, let every query pass. So
 * the limit is seen to work before anybody relies on it.
 */
export function assertCostCounts(costOf: CostOf): void {
  const document = parse(`{ foods(query: "milk", first: 50) { edges { node { name } } } }`);
  const cost = costOf(document, getOperationAST(document)!);
  if (!(cost >= 100)) throw new Error(`The cost limit does not work: a search of 50 foods costs ${cost}.`);
}
