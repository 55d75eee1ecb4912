import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { AuthorizationCode } from "simple-oauth2";
import SwaggerClient from "swagger-client";
import { Browser } from "../../src/gpt/Browser.js";
import { Client } from "../../src/oauth/Client.js";
import { endpoints, exampleOf } from "../../src/rest/endpoints.js";
import { ada, startFacade } from "../support/facade.js";
import { password } from "../support/pagesApp.js";

const { origin, orm, headers } = await startFacade();
const redocly = join(import.meta.dirname, "../../node_modules/.bin/redocly");
/** It asks nobody but the server under test. */
const quiet = { PATH: process.env.PATH, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
const callback = "https://chatgpt.com/aip/g-1/oauth/callback";

/** A token as a GPT gets it: the addresses and the scopes are those of the document alone. */
async function tokenBy(document: SwaggerClient["spec"]): Promise<string> {
  const { client, secret } = Client.make({ name: "My GPT", gpt: true, redirectUris: [callback] });
  await orm.em.fork().persist(client).flush();
  const [scheme] = Object.values(document.components!.securitySchemes!);
  const { authorizationUrl, tokenUrl, scopes } = (scheme as never as Scheme).flows.authorizationCode;
  const oauth = new AuthorizationCode({
    client: { id: client.id, secret: secret! },
    auth: {
      tokenHost: tokenUrl,
      tokenPath: tokenUrl,
      authorizeHost: authorizationUrl,
      authorizePath: authorizationUrl,
    },
    options: { authorizationMethod: "body" },
  });
  const asked = { redirect_uri: callback, scope: Object.keys(scopes), state: "xyz" };
  const arrived = await new Browser(callback, () => {}).authorize(oauth.authorizeURL(asked), ada, password);
  const { token } = await oauth.getToken({ code: arrived.searchParams.get("code")!, redirect_uri: callback });
  return String(token.access_token);
}

interface Scheme {
  readonly flows: {
    readonly authorizationCode: {
      readonly authorizationUrl: string;
      readonly tokenUrl: string;
      readonly scopes: Record<string, string>;
    };
  };
}

test("a client that reads nothing but the document walks the whole way of a GPT", async () => {
  const url = `${origin}/openapi.json`;
  const { spec } = await new SwaggerClient({ url });
  const token = { access_token: await tokenBy(spec) };
  const { apis, errors } = await new SwaggerClient({ url, authorizations: { oauth: { token } } });
  expect(errors).toEqual([]);
  const { Foods, Account } = apis as Record<
    "Foods" | "Account",
    Record<string, (typeof apis)[string][string]>
  >;

  const { body: found } = await Foods.searchFoods!({ query: "firm tofu", limit: 2 });
  const [tofu, other] = (found as { foods: { id: string; name: string }[] }).foods;
  expect(tofu!.name).toMatch(/^Tofu, raw, firm/);

  const { body: food } = await Foods.getFood!({ id: tofu!.id, amount: 1, unit: "cup" });
  expect(food).toMatchObject({ id: tofu!.id, nutrition: { energyKcal: expect.any(Number), grams: 252 } });

  const { body: product } = await Foods.getFoodByBarcode!({ gtin: "00025484006713" });
  expect(product).toMatchObject({ kind: "BRANDED", nutrition: { proteinG: expect.any(Number) } });

  const { body: compared } = await Foods.compareFoods!({ ids: `${tofu!.id},${other!.id}` });
  expect((compared as { foods: { id: string }[] }).foods.map(({ id }) => id)).toEqual([tofu!.id, other!.id]);

  const { body: matched } = await Foods.matchFoods!(
    {},
    { requestBody: { texts: ["2 eggs", "30 g cheddar"] } },
  );
  expect(matched).toMatchObject({ matches: [{ amount: 2 }, { amount: 30 }], total: { energyKcal: 264.2 } });

  const { body: me } = await Account.getMe!({});
  expect(me).toMatchObject({ name: "Ada", allowance: { requestsLeft: expect.any(Number) } });
});

/** An Arazzo description: every operation is asked for its example, then without a token. */
function everyOperation() {
  const steps = endpoints.flatMap((endpoint) => {
    const { operation } = endpoint;
    const { path, body } = exampleOf(endpoint);
    const { pathname, searchParams } = new URL(path, origin);
    const filled = pathname.split("/");
    const inPath = endpoint.path.split("/").flatMap((part, at) => {
      return part.startsWith("{") ? [{ in: "path", name: part.slice(1, -1), value: filled[at]! }] : [];
    });
    const inQuery = [...searchParams].map(([name, value]) => ({ in: "query", name, value }));
    const token = { in: "header", name: "Authorization", value: "$inputs.authorization" };
    const step = (stepId: string, status: number, parameters: object[]) => ({
      stepId,
      operationId: `$sourceDescriptions.larder.${operation.name}`,
      parameters,
      ...(body && { requestBody: { contentType: "application/json", payload: body } }),
      successCriteria: [{ condition: `$statusCode == ${status}` }],
    });
    return [
      step(operation.name, 200, [...inPath, ...inQuery, token]),
      step(`${operation.name}-without-token`, 401, [...inPath, ...inQuery]),
    ];
  });
  const authorization = { type: "string", format: "password" };
  return {
    arazzo: "1.0.1",
    info: { title: "Every operation of Larder", version: "1" },
    sourceDescriptions: [{ name: "larder", type: "openapi", url: "openapi.json" }],
    workflows: [
      { workflowId: "everyOperation", inputs: { type: "object", properties: { authorization } }, steps },
    ],
  };
}

interface Step {
  readonly stepId: string;
  readonly checks: readonly { readonly name: string; readonly passed: boolean; readonly message: string }[];
}

test("redocly respect asks every operation, and finds each answer as the document says", async () => {
  const folder = await mkdtemp(join(tmpdir(), "larder-respect-"));
  try {
    await writeFile(join(folder, "openapi.json"), await (await fetch(`${origin}/openapi.json`)).text());
    await writeFile(join(folder, "every.arazzo.json"), JSON.stringify(everyOperation()));
    const input = `authorization=${headers.authorization}`;
    const args = ["respect", "every.arazzo.json", "--json-output", "result.json", "--input", input];
    // It ends with an error where a check fails; the checks themselves say more.
    await promisify(execFile)(redocly, args, { cwd: folder, env: quiet }).catch(() => {});
    const { files } = JSON.parse(await readFile(join(folder, "result.json"), "utf8"));
    const [{ executedSteps }] = files["every.arazzo.json"].executedWorkflows as [{ executedSteps: Step[] }];
    expect(executedSteps.map(({ stepId }) => stepId)).toEqual(
      endpoints.flatMap(({ operation: { name } }) => [name, `${name}-without-token`]),
    );
    for (const { stepId, checks } of executedSteps) {
      expect([stepId, checks.filter(({ passed }) => !passed)]).toEqual([stepId, []]);
      expect(checks.map(({ name }) => name)).toEqual([
        "success criteria check",
        "status code check",
        "content-type check",
        "schema check",
      ]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
