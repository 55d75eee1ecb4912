import {
  type DocumentNode,
  GraphQLBoolean,
  type GraphQLInputType,
  type GraphQLSchema,
  GraphQLString,
  getOperationAST,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type NamedTypeNode,
  typeFromAST,
} from "graphql";
import { createCost } from "./cost.js";

/**
 * What an operation costs with the smallest value for each variable that must have one. A variable of a scalar of our
 * own has none that fits every one of them: such an operation is measured when it runs.
 */
export function leastCostOf(schema: GraphQLSchema, document: DocumentNode, operationName: string): number {
  const operation = getOperationAST(document, operationName || null)!;
  const { variableDefinitions = [] } = operation;
  const needed = variableDefinitions.filter(({ defaultValue }) => !defaultValue);
  const values = needed.map(({ variable, type }) => [
    variable.name.value,
    smallestOf(typeFromAST(schema, type as NamedTypeNode) as GraphQLInputType),
  ]);
  try {
    return createCost(schema)(document, operation, Object.fromEntries(values));
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
