import { expect, test } from "@jest/globals";
import { endpoints, exampleOf } from "../../src/rest/endpoints.js";
import { startPages } from "../support/pagesApp.js";

const { origin, browser } = await startPages();
const answer = await browser().get("/docs");
const page = await answer.text();

/** As a reader sees it. */
const shown = (html: string) =>
  html
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

test("the reference is a page for anybody, without a script", () => {
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(page).not.toMatch(/<script|(src|href)="(https?:|\/\/)/);
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
});

test.each(endpoints.map((endpoint) => [endpoint.operation.name, endpoint] as const))(
  "%s is told with its parameters, limits, fields, example and errors",
  async (name, endpoint) => {
    const { operation, method, path } = endpoint;
    const section = shown(new RegExp(`<section[^>]* id="${name}"[\\s\\S]*?</section>`).exec(page)![0]);
    expect(page).toContain(`href="#${name}"`);
    expect(section).toContain(`${method} ${path}`);
    expect(section).toContain(operation.description);
    expect(section).toContain(`Scope ${operation.scope}`);
    expect(section).toContain(`at most ${operation.mostBytes} bytes`);
    for (const parameter of operation.parameters) {
      expect(section).toContain(parameter.description);
      if (parameter.type === "integer") expect(section).toContain(`${parameter.least} to ${parameter.most}`);
      if (parameter.type === "enum") expect(section).toContain(`one of ${parameter.values.join(", ")}`);
    }
    for (const field of operation.fields) expect(section).toContain(field.name);
    expect(section).toContain(`${origin}${exampleOf(endpoint).path}`);
    // The answer that the OpenAPI document shows.
    const { paths } = await (await fetch(`${origin}/openapi.json`)).json();
    const { responses } = paths[path][method.toLowerCase()];
    const { value } = responses[200].content["application/json"].examples.real;
    expect(section).toContain(JSON.stringify(value, null, 2));
    for (const status of ["400", "401", "403", "429", "503"]) expect(section).toContain(status);
  },
);

test("the start page and the foot of every page lead to it", async () => {
  const home = await (await browser().get("/")).text();
  expect(home.match(/href="\/docs"/g)).toHaveLength(2);
});
