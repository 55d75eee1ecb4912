import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { OpenAPIObject, OperationObject, SchemaObject } from "openapi3-ts/oas31";
import { endpoints } from "../../src/rest/endpoints.js";
import { compileSchema } from "../support/compileSchema.js";
import { openDoors } from "../support/doors.js";

const { asking, get } = await openDoors();
// An importer of the document has no token yet.
asking.viewer = null;
const text = await (await get("/openapi.json")).text();
const document: OpenAPIObject = JSON.parse(text);

const operations = Object.values(document.paths ?? {}).flatMap((path) =>
  Object.entries(path).map(([method, operation]) => ({ method, operation: operation as OperationObject })),
);

test("it is valid OpenAPI 3.1", async () => {
  expect(document.openapi).toBe("3.1.0");
  expect(await new Validator().validate(JSON.parse(text))).toEqual({ valid: true });
});

test("redocly finds nothing to warn of", async () => {
  const folder = await mkdtemp(join(tmpdir(), "larder-openapi-"));
  await writeFile(join(folder, "openapi.json"), text);
  const redocly = join(import.meta.dirname, "../../node_modules/.bin/redocly");
  const run = promisify(execFile)(redocly, ["lint", "--max-problems", "20", "openapi.json"], {
    cwd: folder,
    env: { PATH: process.env.PATH, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  });
  const { stdout, stderr } = await run.finally(() => rm(folder, { recursive: true }));
  expect(`${stdout}${stderr}`).toMatch(/Your API description is valid/);
  expect(`${stdout}${stderr}`).not.toMatch(/warning/i);
});

test("the YAML says the same as the JSON", async () => {
  const yaml = await import("yaml");
  expect(yaml.parse(await (await get("/openapi.yaml")).text())).toEqual(document);
});

test("the committed copy differs in nothing but the address", async () => {
  const committed = await readFile(join(import.meta.dirname, "../../schema/openapi.json"), "utf8");
  expect(JSON.parse(committed)).toEqual(document);
});

test("there is one server, https, without port, and one security scheme below it", () => {
  expect(document.servers).toEqual([{ url: "https://larder.test" }]);
  expect(document.components?.securitySchemes).toEqual({
    oauth: expect.objectContaining({
      type: "oauth2",
      flows: {
        authorizationCode: {
          authorizationUrl: "https://larder.test/oauth/authorize",
          tokenUrl: "https://larder.test/oauth/token",
          refreshUrl: "https://larder.test/oauth/token",
          scopes: {
            "foods:read": expect.any(String),
            "nutrients:read": expect.any(String),
            "profile:read": expect.any(String),
            "usage:read": expect.any(String),
          },
        },
      },
    }),
  });
  expect(document.security).toEqual([
    { oauth: ["foods:read", "nutrients:read", "profile:read", "usage:read"] },
  ]);
});

test("each operation says its scope, and whether a GPT must ask its user first", () => {
  for (const { operation } of operations) {
    expect(operation.security).toEqual([{ oauth: [expect.any(String)] }]);
    // None of them changes anything.
    expect(operation["x-openai-isConsequential"]).toBe(false);
  }
});

test("no answer may grow beyond what a GPT takes", () => {
  for (const { operation } of endpoints) expect(operation.mostBytes).toBeLessThanOrEqual(90_000);
});

test("every kind of refusal is described as a problem", () => {
  for (const { operation } of operations) {
    const statuses = Object.keys(operation.responses ?? {});
    const ofBody = operation.requestBody ? ["413", "415"] : [];
    expect(statuses.filter((status) => !["304", "404"].includes(status))).toEqual([
      "200",
      "400",
      "401",
      "403",
      ...ofBody,
      "429",
      "503",
    ]);
    for (const status of statuses.filter((one) => !["200", "304"].includes(one))) {
      expect(operation.responses![status].content).toHaveProperty(["application/problem+json"]);
    }
  }
});

test("what the document describes is what comes", async () => {
  const schema = operations[0]!.operation.responses!["200"].content["application/json"]
    .schema as SchemaObject;
  const item = (schema.properties!.foods as { items: SchemaObject }).items;
  const validate = compileSchema(schema);
  asking.viewer = { userId: null, clientId: "test", tier: null, scopes: new Set(["foods:read"]) };
  const all = Object.keys(item.properties!)
    .filter((name) => name !== "nutrients")
    .join(",");
  for (const search of ["query=tofu", "query=milk&limit=10", `query=egg&fields=${all}`, "query=xyzzy"]) {
    const answer = await (await get(`/api/foods/search?${search}`)).json();
    expect([search, validate(answer), validate.errors]).toEqual([search, true, null]);
  }
  expect(validate({ foods: [{ id: "food_1", energy: 1 }], next: null, truncated: false })).toBe(false);
});
