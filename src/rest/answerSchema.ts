import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from "graphql";
import type { SchemaObject } from "openapi3-ts/oas31";
import type { AnswerField, Rows } from "../graphql/fields.js";
import type { Operation } from "../graphql/operations.js";

const goingOn: Record<string, SchemaObject> = {
  next: {
    type: ["string", "null"],
    description: "Send it as `cursor` to go on; null at the end.",
  },
  truncated: {
    type: "boolean",
    description: "Whether items were left out to keep the answer small; `next` goes on with them.",
  },
  rest: { type: "string", description: "How to get what was left out; only where something was." },
};

/** What an operation answers, from the GraphQL types that its fields come from. */
export function answerSchema(operation: Operation, schema: GraphQLSchema): SchemaObject {
  if (operation.list === null) return itemSchema(operation, schema);
  const { type, fields } = operation.told;
  const teller = schema.getType(type) as GraphQLObjectType;
  return {
    type: "object",
    required: [operation.list, "next", "truncated"],
    properties: {
      [operation.list]: { type: "array", items: itemSchema(operation, schema) },
      ...goingOn,
      ...Object.fromEntries(
        fields.map((field) => [field.name, { ...schemaOf(field, teller), ...neverNull(field, teller) }]),
      ),
    },
    additionalProperties: false,
  };
}

/** What is null is left out there. */
const neverNull = ({ name, field, below }: AnswerField, teller: GraphQLObjectType) => {
  const { type } = teller.getFields()[field ?? name]!;
  return typeSchema(getNullableType(type), below, false);
};

/** Where `fields` can be chosen only the first is certain to come. */
function itemSchema({ list, type, fields, parameters }: Operation, schema: GraphQLSchema): SchemaObject {
  const properties = fields.map((field) => {
    const owner = schema.getType(field.of ?? type) as GraphQLObjectType;
    return [field.name, field.rows ? rowsSchema(owner, field.name, field.rows) : schemaOf(field, owner)];
  });
  // An item that is the whole answer is cut by its rows.
  const cut = list === null && fields.some(({ rows }) => rows) ? goingOn : {};
  const isChosen = parameters.some((parameter) => parameter.type === "fields");
  return object(
    { ...Object.fromEntries(properties), ...cut },
    isChosen ? [fields[0]!.name] : fields.map(({ name }) => name),
  );
}

const schemaOf = ({ name, field, below }: AnswerField, owner: GraphQLObjectType) =>
  fieldSchema(owner, field ?? name, below);

function rowsSchema(owner: GraphQLObjectType, name: string, { fields }: Rows): SchemaObject {
  const row = getNamedType(owner.getFields()[name]!.type) as GraphQLObjectType;
  const properties = fields.map((field) => [field.name, schemaOf(field, row)]);
  const items = object(
    Object.fromEntries(properties),
    fields.map((field) => field.name),
  );
  return { ...fieldSchema(owner, name, []), type: "array", items };
}

function fieldSchema(owner: GraphQLObjectType, name: string, below: AnswerField["below"]): SchemaObject {
  const { type, description } = owner.getFields()[name]!;
  return { ...typeSchema(type, below), ...(description ? { description } : {}) };
}

function typeSchema(type: GraphQLOutputType, below: AnswerField["below"], nullable = true): SchemaObject {
  if (isNonNullType(type)) return typeSchema(type.ofType, below, false);
  if (isListType(type)) return { type: orNull("array", nullable), items: typeSchema(type.ofType, below) };
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name }) => name);
    return { type: orNull("string", nullable), enum: nullable ? [...names, null] : names };
  }
  if (isObjectType(type)) {
    const properties = (below ?? []).map((child) => [child, fieldSchema(type, child, undefined)]);
    const schema = object(Object.fromEntries(properties), []);
    return { ...schema, type: orNull("object", nullable) };
  }
  if (isScalarType(type)) {
    const format = formats[type.name];
    return { type: orNull(scalars[type.name] ?? "string", nullable), ...(format && { format }) };
  }
  throw new Error(`${type} has no place in an answer of the facade.`);
}

type JsonType = "string" | "number" | "integer" | "boolean" | "object" | "array";

const scalars: Record<string, JsonType> = { Int: "integer", Float: "number", Boolean: "boolean" };

const formats: Record<string, string> = { Date: "date", DateTime: "date-time", URL: "uri" };

const orNull = (type: JsonType, nullable: boolean) => (nullable ? [type, "null" as const] : type);

const object = (properties: Record<string, SchemaObject>, required: string[]): SchemaObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

/** RFC 9457. */
export const problemSchema: SchemaObject = {
  type: "object",
  description: "What went wrong (RFC 9457).",
  required: ["title", "status", "detail", "code"],
  properties: {
    type: { type: "string", description: "An address that names the kind of problem, or about:blank." },
    title: { type: "string", description: "The HTTP status in words." },
    status: { type: "integer", description: "The HTTP status." },
    detail: { type: "string", description: "What is wrong and what to do about it." },
    code: { type: "string", description: "The same word as in GraphQL, such as BAD_USER_INPUT." },
    errorId: { type: "string", description: "Where the log has more; only for internal errors." },
    requestId: { type: "string", description: "The X-Request-Id of the request; with errorId." },
  },
};
