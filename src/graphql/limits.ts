import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLBoolean,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  GraphQLString,
  getOperationAST,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type NamedTypeNode,
  parse,
  type SelectionSetNode,
  typeFromAST,
  type ValidationContext,
  type ValidationRule,
} from "graphql";
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from "graphql-query-complexity";

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

const estimators = [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })];

/**
 * How many fields the answer can hold at most: a list counts as often as it may have items. This is the first to read
 * the variables, so it is also what refuses those that do not fit.
 */
export function costOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  operationName?: string | null,
  variables: Record<string, unknown> = {},
): number {
  try {
    return getComplexity({
      schema,
      query,
      estimators,
      variables,
      ...(operationName ? { operationName } : {}),
    });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, {
      ...(error.nodes && { nodes: error.nodes }),
      originalError: error,
      extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
    });
  }
}

/**
 * What an operation costs with the smallest value for each variable that must have one. A variable of a scalar of our
 * own has none that fits every one of them: such an operation is measured when it runs.
 */
export function leastCostOf(schema: GraphQLSchema, document: DocumentNode, operationName: string): number {
  const { variableDefinitions = [] } = getOperationAST(document, operationName || null)!;
  const needed = variableDefinitions.filter(({ defaultValue }) => !defaultValue);
  const values = needed.map(({ variable, type }) => [
    variable.name.value,
    smallestOf(typeFromAST(schema, type as NamedTypeNode) as GraphQLInputType),
  ]);
  try {
    return costOf(schema, document, operationName, Object.fromEntries(values));
  } catch {
    return 0;
  }
}

function smallestOf(type: GraphQLInputType): unknown {
  if (!isNonNullType(type)) return undefined;
  const inner: GraphQLInputType = type.ofType;
  if (isListType(inner)) return [];
  if (isEnumType(inner)) return inner.getValues()[0]!.name;
  if (!isInputObjectType(inner)) return inner === GraphQLBoolean ? true : inner === GraphQLString ? "" : 1;
  const fields = Object.values(inner.getFields());
  return Object.fromEntries(fields.map((field) => [field.name, smallestOf(field.type)]));
}

export function requireCost(cost: number): void {
  if (cost > limits.cost) throw tooMuch(`may answer ${cost} fields`, limits.cost);
}

/**
 * Two copies of graphql in one process make every query cost nothing, without a word in production
 * (graphql-query-complexity 1, ESM build). So the limit is seen to work before anybody relies on it.
 */
export function assertCostCounts(schema: GraphQLSchema): void {
  const cost = costOf(schema, parse(`{ foods(query: "milk", first: 50) { edges { node { name } } } }`));
  if (cost < 100) throw new Error(`The cost limit does not work: a search of 50 foods costs ${cost}.`);
}
