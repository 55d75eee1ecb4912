import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { breakingChanges } from "../../src/rest/breakingChanges.js";

const released = JSON.parse(readFileSync(join(import.meta.dirname, "../../schema/openapi.json"), "utf8"));
// biome-ignore lint/suspicious/noExplicitAny: a test reaches deep into the document
type Document = any;
const search = (document: Document) => document.paths["/api/foods/search"].get;
const parameter = (document: Document, name: string) =>
  search(document).parameters.find((one: { name: string }) => one.name === name);
const item = (document: Document) =>
  search(document).responses[200].content["application/json"].schema.properties.foods.items;

function changed(change: (document: Document) => void): string[] {
  const present = structuredClone(released);
  change(present);
  return breakingChanges(released, present);
}

test.each<[string, RegExp, (document: Document) => void]>([
  [
    "an operation that is gone",
    /GET \/api\/foods\/search is gone/,
    (d) => delete d.paths["/api/foods/search"],
  ],
  [
    "a parameter that is gone",
    /takes no limit/,
    (d) => search(d).parameters.splice(search(d).parameters.indexOf(parameter(d, "limit")), 1),
  ],
  [
    "a new parameter that must be given",
    /demands colour/,
    (d) => search(d).parameters.push({ name: "colour", in: "query", required: true }),
  ],
  [
    "a parameter that must now be given",
    /demands limit/,
    (d) => {
      parameter(d, "limit").required = true;
    },
  ],
  [
    "a lower limit",
    /limit has a lower maximum/,
    (d) => {
      parameter(d, "limit").schema.maximum = 5;
    },
  ],
  [
    "a value that is taken no more",
    /kind does not take GENERIC/,
    (d) => {
      parameter(d, "kind").schema.enum.shift();
    },
  ],
  [
    "another type of a parameter",
    /limit is no integer/,
    (d) => {
      parameter(d, "limit").schema.type = "string";
    },
  ],
  ["a field that comes no more", /foods\[\] has no name/, (d) => delete item(d).properties.name],
  [
    "a field that may be missing",
    /foods\[\] may now lack id/,
    (d) => {
      item(d).required = [];
    },
  ],
  [
    "a field that may be null",
    /foods\[\]\.name may now be null/,
    (d) => {
      item(d).properties.name.type = ["string", "null"];
    },
  ],
])("%s breaks clients", (_what, message, change) => {
  expect(changed(change)).toEqual([expect.stringMatching(message)]);
});

test("what is added breaks nobody", () => {
  expect(
    changed((d) => {
      d.paths["/api/new"] = { get: {} };
      search(d).parameters.push({ name: "colour", in: "query" });
      parameter(d, "limit").schema.maximum = 20;
      parameter(d, "kind").schema.enum.push("RAW");
      item(d).properties.colour = { type: "string" };
    }),
  ).toEqual([]);
});
