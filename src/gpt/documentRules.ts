import {
  type ActionDocument,
  bodiesOf,
  isFlat,
  isPublicOrigin,
  isText,
  longestRequest,
  operationsOf,
  parametersOf,
  reaches,
  rootDomain,
  schemasIn,
} from "./ActionDocument.js";

interface Rule {
  /** What must hold. */
  readonly rule: string;
  /** It is about where the server stands, and no matter of the document. */
  readonly isAboutAddress?: true;
  /** Where it does not; empty where all is well. */
  readonly broken: (document: ActionDocument) => readonly string[];
}

/** What a GPT takes: "request and response each < 100,000 characters". */
const mostCharacters = 100_000;

/**
 * What the GPT editor and ChatGPT ask of an action's OpenAPI document, from OpenAI's documentation of GPT actions and
 * from the editor's own error texts. The editor names few of them when it refuses a document, and drops operations
 * without a word.
 */
export const documentRules: readonly Rule[] = [
  {
    rule: "The document is OpenAPI 3.1.",
    broken: ({ openapi }) => (openapi?.startsWith("3.1.") ? [] : [`openapi is ${openapi}`]),
  },
  {
    rule: "There is exactly one server: https, in lower case, without a port, and not this machine.",
    isAboutAddress: true,
    broken: ({ servers = [] }) =>
      servers.length === 1 && isPublicOrigin(servers[0]?.url)
        ? []
        : [`servers: ${servers.map(({ url }) => url).join(", ") || "none"}`],
  },
  {
    rule: "There is exactly one security scheme, and the whole document asks for it.",
    broken: ({ components, security }) => {
      const names = Object.keys(components?.securitySchemes ?? {});
      const isGlobal = names.length === 1 && security?.some((one) => names[0]! in one);
      return isGlobal ? [] : [`security schemes: ${names.join(", ") || "none"}`];
    },
  },
  {
    rule: "Authorization URL, token URL and API share one root domain.",
    broken: ({ components, servers = [] }) => {
      const flows = Object.values(components?.securitySchemes ?? {}).flatMap(({ flows = {} }) =>
        Object.values(flows),
      );
      const addresses = flows.flatMap(({ authorizationUrl, tokenUrl }) => [authorizationUrl, tokenUrl]);
      const domain = rootDomain(servers[0]?.url);
      return addresses.filter((address) => rootDomain(address) !== domain).map(String);
    },
  },
  {
    rule: "There are 1 to 30 operations, each with an id of its own.",
    broken: (document) => {
      const ids = operationsOf(document).map(({ operation }) => operation.operationId);
      const isSound = ids.length >= 1 && ids.length <= 30 && !ids.includes(undefined);
      return isSound && new Set(ids).size === ids.length
        ? []
        : [`${ids.length} operations: ${ids.join(", ")}`];
    },
  },
  {
    rule: "No operation is HEAD or OPTIONS.",
    broken: (document) =>
      operationsOf(document)
        .filter(({ method }) => !/^(get|post|put|patch|delete)$/.test(method))
        .map(({ at }) => at),
  },
  {
    rule: "Each operation has a summary and a description of 1 to 300 characters.",
    broken: (document) =>
      operationsOf(document)
        .filter(
          ({ operation: { summary, description } }) => !isText(summary, 300) || !isText(description, 300),
        )
        .map(({ at }) => at),
  },
  {
    rule: "Each parameter has a description of 1 to 700 characters.",
    broken: (document) =>
      parametersOf(document)
        .filter(({ parameter: { description } }) => !isText(description, 700))
        .map(({ at }) => at),
  },
  {
    rule: "Parameters stand where they are used: a $ref drops the whole operation.",
    broken: (document) =>
      parametersOf(document)
        .filter(({ parameter }) => JSON.stringify(parameter).includes('"$ref"'))
        .map(({ at }) => at),
  },
  {
    rule: "All travels in path, query or body: a GPT sends no header and no cookie of ours.",
    broken: (document) =>
      parametersOf(document)
        .filter(({ parameter }) => parameter.in !== "path" && parameter.in !== "query")
        .map(({ at }) => at),
  },
  {
    rule: "Bodies are flat and declared: nested or undeclared parts are stripped on the way.",
    broken: (document) =>
      bodiesOf(document)
        .filter(({ schema }) => schema.additionalProperties !== false || !isFlat(schema))
        .map(({ at }) => at),
  },
  {
    rule: "No request is longer than 100,000 characters.",
    broken: (document) =>
      operationsOf(document)
        .filter(({ operation }) => longestRequest(operation) >= mostCharacters)
        .map(({ at }) => at),
  },
  {
    rule: "Every schema of an object lists its properties.",
    broken: (document) =>
      schemasIn(document)
        .filter(({ schema }) => [schema.type].flat().includes("object") && !schema.properties)
        .map(({ at }) => at),
  },
  {
    rule: "No schema contains itself.",
    broken: (document) =>
      Object.keys(document.components?.schemas ?? {}).filter((name) => reaches(document, name)),
  },
  {
    rule: "x-openai-isConsequential is said of each operation, or every POST asks the user.",
    broken: (document) =>
      operationsOf(document)
        .filter(({ operation }) => typeof operation["x-openai-isConsequential"] !== "boolean")
        .map(({ at }) => at),
  },
];

/** Each rule that a document breaks, in a sentence that says where; without those of the address if so wished. */
export const documentProblems = (document: ActionDocument, { ofAddress = true } = {}): string[] =>
  documentRules.flatMap(({ rule, isAboutAddress, broken }) => {
    const places = isAboutAddress && !ofAddress ? [] : broken(document);
    return places.length > 0 ? [`${rule} Not so: ${places.slice(0, 5).join("; ")}.`] : [];
  });
