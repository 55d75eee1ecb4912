import type { GraphQLSchema } from "graphql";
import {
  type HeadersObject,
  OpenApiBuilder,
  type OperationObject,
  type ParameterObject,
  type RequestBodyObject,
  type SchemaObject,
} from "openapi3-ts/oas31";
import { longestFieldList } from "../graphql/fields.js";
import type { Operation, Parameter } from "../graphql/operations.js";
import { answerSchema, problemSchema } from "./answerSchema.js";
import { type Endpoint, type ExampleRequest, endpoints, exampleOf, namesIn } from "./endpoints.js";
import answers from "./examples.json" with { type: "json" };

export interface ApiDocument {
  readonly json: string;
  readonly yaml: string;
}

export interface OpenApiParts {
  readonly schema: GraphQLSchema;
  readonly publicUrl: string;
  /** What a scope allows, in a sentence. */
  readonly scopeText: (scope: string) => string;
}

/** Real answers of the starter catalogue, by operation, with the addresses of this server. */
export const exampleAnswers = (publicUrl: string): Readonly<Record<string, object>> =>
  JSON.parse(JSON.stringify(answers).replaceAll("https://larder.test", publicUrl));

/** The facade as OpenAPI 3.1, by the rules of the GPT editor: one server, one security scheme, all of it flat. */
export function openApi({ schema, publicUrl, scopeText }: OpenApiParts): ApiDocument {
  const scopes = [...new Set(endpoints.flatMap(({ operation }) => scopesOf(operation)))];
  const builder = OpenApiBuilder.create()
    .addInfo({
      title: "Larder",
      version: "1",
      description:
        "Nutrition facts of foods, each with its source. Values are per 100 g or 100 ml; null means unknown, not zero.",
      license: { name: "MIT", identifier: "MIT" },
    })
    .addServer({ url: publicUrl })
    .addTag({ name: "Foods", description: "Foods and what is in them." })
    .addTag({ name: "Account", description: "The user who allowed the access." })
    .addSecurityScheme("oauth", {
      type: "oauth2",
      description: "The user signs in to Larder and decides what the client may do.",
      flows: {
        authorizationCode: {
          authorizationUrl: `${publicUrl}/oauth/authorize`,
          tokenUrl: `${publicUrl}/oauth/token`,
          refreshUrl: `${publicUrl}/oauth/token`,
          scopes: Object.fromEntries(scopes.map((scope) => [scope, scopeText(scope)])),
        },
      },
    })
    .addSchema("Problem", problemSchema);
  builder.rootDoc.openapi = "3.1.0";
  // The sign-in of a GPT appears only where security is global as well.
  builder.rootDoc.security = [{ oauth: scopes }];
  const examples = exampleAnswers(publicUrl);
  for (const endpoint of endpoints) {
    const described = describe(endpoint, schema, examples[endpoint.operation.name]);
    builder.addPath(endpoint.path, { [endpoint.method.toLowerCase()]: described });
  }
  return { json: builder.getSpecAsJson(undefined, 2), yaml: builder.getSpecAsYaml() };
}

function describe(endpoint: Endpoint, schema: GraphQLSchema, answer: object | undefined): OperationObject {
  const { method, path, operation, isConsequential } = endpoint;
  const request = exampleOf(endpoint);
  return {
    operationId: operation.name,
    summary: operation.title,
    description: operation.description,
    tags: [path.startsWith("/api/me") ? "Account" : "Foods"],
    security: [{ oauth: [operation.scope] }],
    "x-openai-isConsequential": isConsequential,
    ...(method === "POST"
      ? { requestBody: bodyOf(operation, request.body) }
      : { parameters: operation.parameters.map((parameter) => parameterOf(parameter, namesIn(path))) }),
    responses: {
      200: {
        description: "The answer.",
        ...(method === "GET" && { headers: headersOf(operation) }),
        content: {
          "application/json": {
            schema: answerSchema(operation, schema),
            examples: { real: { summary: `${method} ${request.path}`, value: answer } },
          },
        },
      },
      ...(method === "GET" &&
        operation.dependsOn && { 304: { description: "The answer that you have still holds." } }),
      ...Object.fromEntries(
        Object.entries(refusalsOf(endpoint)).map(([status, text]) => [status, problem(text)]),
      ),
    },
  };
}

/** What an answer says beside its body. */
function headersOf({ dependsOn, parameters }: Operation): HeadersObject {
  const text = (description: string) => ({ description, schema: { type: "string" as const } });
  const goesOn = parameters.some(({ name }) => name === "cursor");
  return {
    ...(dependsOn && {
      ETag: text("Names the answer; sent back as If-None-Match it gets 304 while it holds."),
    }),
    ...(goesOn && { Link: text("Where the answer goes on, if it does.") }),
  };
}

/** Why an endpoint may refuse, by HTTP status. */
export function refusalsOf({ method, operation }: Endpoint): Readonly<Record<string, string>> {
  return {
    400: "A parameter is wrong; `detail` says which and what is allowed.",
    401: "There is no access token, or it is no longer good: sign in again or refresh it.",
    403: `The access token lacks the scope ${scopesOf(operation).join(", or what some fields take: ")}.`,
    ...(operation.missing !== undefined && { 404: operation.missing }),
    ...(method === "POST" && {
      413: "The body is too large.",
      415: "The body is not sent as application/json.",
    }),
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    503: "Not available for the moment; try again later.",
  };
}

/** Its own, then those that some of its fields take besides. */
export const scopesOf = ({ scope, fields }: Operation) => [
  ...new Set([scope, ...fields.flatMap((field) => field.scope ?? [])]),
];

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

/** Flat, for undeclared and nested parts of a body may be stripped on the way. */
function bodyOf({ parameters }: Operation, example: ExampleRequest["body"]): RequestBodyObject {
  const properties = parameters.map((parameter) => [
    parameter.name,
    { ...partOfBody(parameter), description: parameter.description },
  ]);
  return {
    required: true,
    content: {
      "application/json": {
        schema: {
          type: "object",
          properties: Object.fromEntries(properties),
          required: parameters.filter(({ required }) => required).map(({ name }) => name),
          additionalProperties: false,
        },
        example,
      },
    },
  };
}

const partOfBody = (parameter: Parameter) =>
  parameter.type === "list"
    ? {
        type: "array" as const,
        minItems: parameter.least,
        maxItems: parameter.most,
        items: { type: "string" as const, minLength: 1, maxLength: parameter.longest },
      }
    : (parameterSchema(parameter) as SchemaObject);

function parameterOf(parameter: Parameter, inPath: readonly string[]): ParameterObject {
  const { name, description, required = false } = parameter;
  return {
    name,
    in: inPath.includes(name) ? "path" : "query",
    required,
    description,
    schema: parameterSchema(parameter),
    ...exampleIn(parameter),
  };
}

function parameterSchema(parameter: Parameter): ParameterObject["schema"] {
  switch (parameter.type) {
    case "text":
      return { type: "string", minLength: 1, maxLength: parameter.longest };
    case "list":
      // As one text: OpenAPI's arrays are written in ways that not every reader of it knows.
      return { type: "string", minLength: 1, maxLength: parameter.most * (parameter.longest + 1) };
    case "fields":
      return { type: "string", minLength: 1, maxLength: longestFieldList };
    case "date":
      return { type: "string", format: "date" };
    case "enum":
      return { type: "string", enum: [...parameter.values] };
    case "number":
      return { type: "number", exclusiveMinimum: parameter.above, maximum: parameter.most };
    case "integer":
      return {
        type: "integer",
        minimum: parameter.least,
        maximum: parameter.most,
        default: parameter.normally,
      };
  }
}

const exampleIn = (parameter: Parameter) =>
  "example" in parameter ? { example: String(parameter.example) } : {};
