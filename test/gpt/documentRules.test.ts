import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { documentProblems, documentRules } from "../../src/gpt/documentRules.js";

const text = await readFile(join(import.meta.dirname, "../../schema/openapi.json"), "utf8");

// biome-ignore lint/suspicious/noExplicitAny: the cases break it in ways that no type allows
type Broken = any;

const search = (document: Broken) => document.paths["/api/foods/search"].get;
const match = (document: Broken) => document.paths["/api/foods/match"].post;
const answer = (document: Broken) => search(document).responses[200].content["application/json"].schema;

/** Each rule, and what breaks it. */
const cases: [rule: RegExp, breakIt: (document: Broken) => void][] = [
  [/OpenAPI 3\.1/, (document) => Object.assign(document, { openapi: "3.0.3" })],
  [/exactly one server/, ({ servers }) => servers.push({ url: "https://other.test" })],
  [/exactly one server/, ({ servers }) => servers.splice(0)],
  [/exactly one server/, ({ servers }) => Object.assign(servers[0], { url: "http://larder.test" })],
  [/exactly one server/, ({ servers }) => Object.assign(servers[0], { url: "https://larder.test:8443" })],
  [/exactly one server/, ({ servers }) => Object.assign(servers[0], { url: "https://localhost" })],
  [/exactly one server/, ({ servers }) => Object.assign(servers[0], { url: "https://Larder.test" })],
  [
    /exactly one security scheme/,
    ({ components }) => Object.assign(components.securitySchemes, { key: { type: "apiKey" } }),
  ],
  [/exactly one security scheme/, (document) => Object.assign(document, { security: undefined })],
  [
    /share one root domain/,
    ({ components }) => {
      components.securitySchemes.oauth.flows.authorizationCode.tokenUrl = "https://sign-in.example/token";
    },
  ],
  [
    /1 to 30 operations/,
    (document) => {
      for (let at = 0; at < 30; at += 1)
        document.paths[`/api/${at}`] = { get: { ...search(document), operationId: `get${at}` } };
    },
  ],
  [/1 to 30 operations/, (document) => Object.assign(match(document), { operationId: "searchFoods" })],
  [
    /HEAD or OPTIONS/,
    (document) =>
      Object.assign(document.paths["/api/me"], { head: { ...search(document), operationId: "headMe" } }),
  ],
  [
    /summary and a description/,
    (document) => Object.assign(search(document), { description: "a".repeat(301) }),
  ],
  [/summary and a description/, (document) => Object.assign(search(document), { summary: "" })],
  [
    /parameter has a description/,
    (document) => Object.assign(search(document).parameters[0], { description: "a".repeat(701) }),
  ],
  [/\$ref drops/, (document) => search(document).parameters.push({ $ref: "#/components/parameters/limit" })],
  [/no header and no cookie/, (document) => Object.assign(search(document).parameters[0], { in: "header" })],
  [
    /Bodies are flat/,
    (document) => {
      match(document).requestBody.content["application/json"].schema.properties.filter = {
        type: "object",
        properties: {},
      };
    },
  ],
  [
    /Bodies are flat/,
    (document) => {
      match(document).requestBody.content["application/json"].schema.additionalProperties = true;
    },
  ],
  [
    /100,000 characters/,
    (document) => {
      match(document).requestBody.content["application/json"].schema.properties.texts.maxItems = 2000;
    },
  ],
  [
    /100,000 characters/,
    (document) => Object.assign(search(document).parameters[0], { schema: { type: "string" } }),
  ],
  [/lists its properties/, (document) => Object.assign(answer(document), { properties: undefined })],
  [
    /contains itself/,
    ({ components }) => {
      components.schemas.Problem.properties.cause = { $ref: "#/components/schemas/Problem" };
    },
  ],
  [
    /isConsequential/,
    (document) => Object.assign(match(document), { "x-openai-isConsequential": undefined }),
  ],
];

test("our document keeps every rule", () => {
  expect(documentProblems(JSON.parse(text))).toEqual([]);
});

test.each(cases)("%s is noticed where it does not hold", (rule, breakIt) => {
  const document = JSON.parse(text);
  breakIt(document);
  expect(documentProblems(document)).toContainEqual(expect.stringMatching(rule));
});

test("every rule has a case here that breaks it", () => {
  const untried = documentRules.filter(({ rule }) => !cases.some(([tried]) => tried.test(rule)));
  expect(untried).toEqual([]);
});

test("what is no document of ours is told, and breaks nothing else", () => {
  expect(documentProblems({})).not.toEqual([]);
});
