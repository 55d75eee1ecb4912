import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getVariableValues,
  type InlineFragmentNode,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
} from "graphql";

type Values = Readonly<Record<string, unknown>>;
/** A number wherever no variable has a say in it. */
type Cost = number | ((variables: Values) => number);

/** What an operation of a valid document costs with these variables. */
export type CostOf = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables?: Values,
) => number;

/**
 * How many fields an answer can hold at most: a list counts as often as it may have items. A document is gone through
 * once; each request then takes its variables alone. This is the first to read those, so it is also what refuses them
 * where they do not fit.
 */
export function createCost(schema: GraphQLSchema): CostOf {
  const known = new WeakMap<OperationDefinitionNode, Cost>();
  return (document, operation, variables = {}) => {
    let cost = known.get(operation);
    if (cost === undefined) {
      cost = costIn(schema, document, operation);
      known.set(operation, cost);
    }
    try {
      return costWith(cost, coerced(schema, operation, variables));
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      throw new GraphQLError(error.message, {
        ...(error.nodes && { nodes: error.nodes }),
        originalError: error,
        extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
      });
    }
  };
}

function coerced(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Values): Values {
  const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  if (errors) throw errors[0]!;
  return coerced;
}

const costWith = (cost: Cost, variables: Values) => (typeof cost === "number" ? cost : cost(variables));

function combined(costs: readonly Cost[], combine: (values: readonly number[]) => number): Cost {
  const isFixed = costs.every((cost) => typeof cost === "number");
  const value = (variables: Values) => combine(costs.map((cost) => costWith(cost, variables)));
  return isFixed ? value({}) : value;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const most = (values: readonly number[]) => Math.max(0, ...values);

const metaFields = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef];

function costIn(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  { selectionSet, operation }: OperationDefinitionNode,
): Cost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions)
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  // Fragments that spread each other many times would otherwise take exponential time.
  const read = new Map<string, Cost>();

  const ofSet = ({ selections }: SelectionSetNode, type: GraphQLObjectType): Cost =>
    combined(
      selections.map((selection) => unlessLeftOut(selection, ofSelection(selection, type))),
      sum,
    );

  function ofSelection(selection: SelectionNode, type: GraphQLObjectType): Cost {
    if (selection.kind === Kind.FIELD) return ofField(selection, type);
    if (selection.kind === Kind.INLINE_FRAGMENT) return ofFragment(selection, type);
    const key = `${type.name} ${selection.name.value}`;
    const cost = read.get(key) ?? ofFragment(fragments.get(selection.name.value)!, type);
    read.set(key, cost);
    return cost;
  }

  function ofFragment(
    { typeCondition, selectionSet }: FragmentDefinitionNode | InlineFragmentNode,
    type: GraphQLObjectType,
  ): Cost {
    const condition = typeCondition && schema.getType(typeCondition.name.value);
    const fits =
      !condition || condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
    return fits ? ofSet(selectionSet, type) : 0;
  }

  function ofField(node: FieldNode, type: GraphQLObjectType): Cost {
    const name = node.name.value;
    const field = type.getFields()[name] ?? metaFields.find((meta) => meta.name === name)!;
    const below = typesOf(getNamedType(field.type)).map((one) => ofSet(node.selectionSet!, one));
    return withArguments(field, node, combined(below, most));
  }

  /** Those that an object may have. */
  function typesOf(type: GraphQLNamedType): readonly GraphQLObjectType[] {
    if (isAbstractType(type)) return schema.getPossibleTypes(type);
    return isObjectType(type) ? [type] : [];
  }

  return ofSet(selectionSet, schema.getRootType(operation)!);
}

/** As type-graphql hands on what stands at a field as its `complexity`; 1 where nothing does. */
function withArguments(field: GraphQLField<unknown, unknown>, node: FieldNode, below: Cost): Cost {
  const { complexity = 1 } = field.extensions;
  const estimate = (variables: Values) => {
    const childComplexity = costWith(below, variables);
    const args = getArgumentValues(field, node, variables);
    return typeof complexity === "function"
      ? complexity({ args, childComplexity })
      : Number(complexity) + childComplexity;
  };
  const isFixed = typeof below === "number" && !usesVariables(node.arguments);
  return isFixed ? estimate({}) : estimate;
}

/** What `@include` and `@skip` leave out costs nothing. */
function unlessLeftOut(node: SelectionNode, cost: Cost): Cost {
  if (!node.directives?.length) return cost;
  return (variables) => {
    const isIn = getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if ?? true;
    const isOut = getDirectiveValues(GraphQLSkipDirective, node, variables)?.if ?? false;
    return isIn && !isOut ? costWith(cost, variables) : 0;
  };
}

function usesVariables(given: FieldNode["arguments"]): boolean {
  let found = false;
  for (const argument of given ?? [])
    visit(argument, {
      Variable() {
        found = true;
      },
    });
  return found;
}
