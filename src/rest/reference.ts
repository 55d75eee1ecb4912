import type { GraphQLSchema } from "graphql";
import type { SchemaObject } from "openapi3-ts/oas31";
import type { Config } from "../config.js";
import { longestFieldList } from "../graphql/fields.js";
import type { Operation, Parameter } from "../graphql/operations.js";
import { answerSchema } from "./answerSchema.js";
import { type Endpoint, endpoints, exampleOf, namesIn } from "./endpoints.js";
import { exampleAnswers, refusalsOf, scopesOf } from "./openApi.js";

/** One endpoint as the documentation page tells it. */
export interface Documented {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The scope it takes, then those that some of its fields take besides. */
  readonly scopes: readonly string[];
  readonly mostBytes: number;
  readonly parameters: readonly {
    readonly name: string;
    readonly where: "path" | "query" | "body";
    readonly isRequired: boolean;
    readonly limits: string;
    readonly description: string;
  }[];
  readonly fields: readonly DocumentedField[];
  readonly request: string;
  readonly answer: string;
  readonly refusals: readonly { readonly status: string; readonly text: string }[];
}

export interface DocumentedField {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  /** It comes without being asked for. */
  readonly isUsual: boolean;
}

/** All endpoints, from the rows that serve them. */
export function reference(
  schema: GraphQLSchema,
  { publicUrl, answerBytes }: Pick<Config, "publicUrl" | "answerBytes">,
): Documented[] {
  const answers = exampleAnswers(publicUrl);
  return endpoints.map((endpoint) => {
    const { method, path, operation } = endpoint;
    const { name, title, description, parameters } = operation;
    const mostBytes = answerBytes ?? operation.mostBytes;
    return {
      ...{ method, path, name, title, description, mostBytes },
      scopes: scopesOf(operation),
      parameters: parameters.map((parameter) => ({
        name: parameter.name,
        where: method === "POST" ? "body" : namesIn(path).includes(parameter.name) ? "path" : "query",
        isRequired: parameter.required ?? false,
        limits: limitsOf(parameter, method),
        description: parameter.description,
      })),
      fields: fieldsOf(operation, schema),
      request: commandFor(endpoint, publicUrl),
      answer: JSON.stringify(answers[name], null, 2),
      refusals: Object.entries(refusalsOf(endpoint)).map(([status, text]) => ({ status, text })),
    };
  });
}

function limitsOf(parameter: Parameter, method: string): string {
  switch (parameter.type) {
    case "text":
      return `text, at most ${parameter.longest} characters`;
    case "list": {
      const form = method === "POST" ? "an array" : "separated by commas";
      return `${parameter.least} to ${parameter.most} texts, ${form}, each at most ${parameter.longest} characters`;
    }
    case "integer":
      return `whole number, ${parameter.least} to ${parameter.most}; ${parameter.normally} if absent`;
    case "number":
      return `number above ${parameter.above}, at most ${parameter.most}`;
    case "enum":
      return `one of ${parameter.values.join(", ")}`;
    case "date":
      return `day, such as ${parameter.example}`;
    case "fields":
      return `field names, separated by commas, at most ${longestFieldList} characters`;
  }
}

/** The fields of an item, and below each those that can be asked for one by one. */
function fieldsOf(operation: Operation, schema: GraphQLSchema): DocumentedField[] {
  const answer = answerSchema(operation, schema);
  const list = operation.list === null ? answer : (answer.properties![operation.list] as SchemaObject);
  const item = (list.items ?? list) as SchemaObject;
  const usual = new Set(operation.fieldsByDefault.split(","));
  return operation.fields.flatMap(({ name, below = [] }) => {
    const part = item.properties![name] as SchemaObject;
    const inner = ((part.items ?? part) as SchemaObject).properties ?? {};
    return [
      fieldOf(name, part, usual.has(name)),
      ...below.map((child) => {
        const path = `${name}.${child}`;
        return fieldOf(path, inner[child] as SchemaObject, usual.has(name) || usual.has(path));
      }),
    ];
  });
}

const fieldOf = (
  name: string,
  { type, enum: values, format, description = "" }: SchemaObject,
  isUsual: boolean,
): DocumentedField => {
  const types = [type ?? "string"].flat().map((one) => (one === "null" ? "null" : (format ?? one)));
  const said = values ? values.filter((value) => value !== null).join(", ") : "";
  return { name, type: said || types.join(" or "), description, isUsual };
};

function commandFor(endpoint: Endpoint, publicUrl: string): string {
  const { path, body } = exampleOf(endpoint);
  const sent = body ? ` -H "Content-Type: application/json" \\\n  -d '${JSON.stringify(body)}' \\\n ` : "";
  return `curl -H "Authorization: Bearer $TOKEN"${sent} "${publicUrl}${path}"`;
}
