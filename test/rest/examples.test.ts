import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { endpoints, exampleOf } from "../../src/rest/endpoints.js";
import { startFacade } from "../support/facade.js";

const file = join(import.meta.dirname, "../../src/rest/examples.json");
const { origin, headers, written } = await startFacade();

/** What differs from run to run is written as one moment, one app and one address. */
const settled = (answer: string) =>
  answer
    .replaceAll(origin, "https://larder.test")
    .replace(/client_[0-9a-f]{18}/g, "client_0f3a9c81d2b47e6650")
    .replace(/"\d{4}-\d\d-\d\dT00:00:00.000Z"/g, '"2026-11-26T00:00:00.000Z"')
    .replace(/"\d{4}-\d\d-\d\dT(?!00:00:00.000Z)[\d:.]+Z"/g, '"2026-11-25T12:00:00.000Z"')
    .replace(/"\d{4}-\d\d-\d\d"/g, '"2026-11-25"')
    // A cursor into the requests holds the moment and the number of one of them.
    .replace(/"next":"MjAyN[\w-]+"/, '"next":"MjAyNi0xMS0yNSAxMjowMDowMC4wMDArMDAgNw"');

test("the examples are what the starter catalogue answers; npm run examples writes them anew", async () => {
  const answers: Record<string, unknown> = {};
  for (const endpoint of endpoints) {
    const { path, body } = exampleOf(endpoint);
    const response = await fetch(origin + path, {
      method: endpoint.method,
      headers: { ...headers, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect([path, response.status, text]).toEqual([path, 200, expect.any(String)]);
    answers[endpoint.operation.name] = JSON.parse(settled(text));
    await written();
  }
  const found = `${JSON.stringify(answers, null, 2)}\n`;
  if (process.env.RENEW_EXAMPLES) await writeFile(file, found);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(answers);
});

test("no example is an empty answer", async () => {
  for (const answer of Object.values<object>(JSON.parse(await readFile(file, "utf8")))) {
    const list = Object.values(answer).find(Array.isArray);
    if (list) expect(list.length).toBeGreaterThan(0);
    expect(Object.keys(answer).length).toBeGreaterThan(2);
  }
});
