import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
} from "graphql";
import { createOperatorSchema } from "../../src/graphql/schema.js";

// All that there is.
const schema = await createOperatorSchema();
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type),
);

/** The type and all that it has, by name, each with what is said of it. */
function saidOf(type: (typeof types)[number]): [string, string | null | undefined][] {
  const said: [string, string | null | undefined][] = [[type.name, type.description]];
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      said.push([`${type.name}.${field.name}`, field.description]);
      for (const arg of field.args) said.push([`${type.name}.${field.name}(${arg.name})`, arg.description]);
    }
  }
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields()))
      said.push([`${type.name}.${field.name}`, field.description]);
  }
  return said;
}

test.each(types.map((type) => [type.name, type] as const))(
  "%s says what it is, and all it has",
  (_, type) => {
    const silent = saidOf(type).filter(([, description]) => !description?.trim());
    expect(silent.map(([name]) => name)).toEqual([]);
  },
);

/** Numbers of which the unit is in their name, or which only count. */
const isMeasured = /grams|millilitres|amount$|energyK|(Mg|Mcg|G)$/;
const unit = /\b(g|mg|µg|ml|kcal|kJ|unit|grams|As in Nutrition)\b/;

test("whoever reads a figure is told its unit", () => {
  const figures = types.flatMap((type) =>
    isObjectType(type) || isInputObjectType(type)
      ? Object.values(type.getFields())
          .filter((field) => /^\[?Float/.test(String(field.type)) && isMeasured.test(field.name))
          .map((field) => [`${type.name}.${field.name}`, field.description ?? ""] as const)
      : [],
  );
  expect(figures.length).toBeGreaterThan(30);
  expect(figures.filter(([, description]) => !unit.test(description))).toEqual([]);
});

test("a list by pages is a connection: edges with a cursor and a node, and pageInfo", () => {
  const connections = types.filter(({ name }) => name.endsWith("Connection")).filter(isObjectType);
  expect(connections.length).toBeGreaterThan(2);
  for (const type of connections) {
    const { edges, pageInfo } = type.getFields();
    const edge = schema.getType(String(edges?.type).replace(/[[\]!]/g, ""));
    const below = isObjectType(edge) ? Object.keys(edge.getFields()) : [];
    expect([type.name, String(pageInfo?.type), below]).toEqual([
      type.name,
      "PageInfo!",
      expect.arrayContaining(["cursor", "node"]),
    ]);
  }
});

const docs = ["graphql.md", "catalogue.md"].flatMap((file) =>
  [
    ...readFileSync(join(import.meta.dirname, "../../docs", file), "utf8").matchAll(/```graphql\n(.*?)```/gs),
  ].map(([, text]) => [file, text!] as const),
);

test.each(docs)("%s: %s fits the schema", (_file, text) => {
  expect(validate(schema, parse(text))).toEqual([]);
});

test("the enums have names in capitals", () => {
  const names = types.filter(isEnumType).flatMap((type) => type.getValues().map(({ name }) => name));
  expect(names.filter((name) => !/^[A-Z][A-Z0-9_]*$/.test(name))).toEqual([]);
});
