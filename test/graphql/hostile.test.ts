import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { openDoors } from "../support/doors.js";

const { origin, orm, logged } = await openDoors();
const folder = join(import.meta.dirname, "hostile");
const files = readdirSync(folder);
const pool = await orm.em.getConnection().getNativeClient();
let statements = 0;
pool.on("acquire", () => {
  statements += 1;
});

/** A file holds a query, or as JSON the whole body. */
function bodyOf(file: string): string {
  const text = readFileSync(join(folder, file), "utf8");
  return file.endsWith(".json") ? text : JSON.stringify({ query: text });
}

async function send(file: string, accept: string) {
  const response = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body: bodyOf(file),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What is no GraphQL request at all is 400 for everyone. */
const malformed = ["batch.json"];

test("there are hostile queries", () => {
  expect(files.length).toBeGreaterThan(25);
});

test.each(files)("%s is refused before any field runs", async (file) => {
  statements = 0;
  logged.length = 0;
  const modern = await send(file, "application/graphql-response+json");
  expect(modern.status).toBe(400);
  const plain = await send(file, "application/json");
  expect(plain.status).toBe(malformed.includes(file) ? 400 : 200);
  for (const { body } of [modern, plain]) {
    expect(Object.keys(body)).toEqual(["errors"]);
    const codes = (body.errors as { extensions: { code: string } }[]).map(
      ({ extensions }) => extensions.code,
    );
    expect(codes.length).toBeGreaterThan(0);
    expect(codes).not.toContain("INTERNAL_SERVER_ERROR");
  }
  expect(statements).toBe(0);
  expect(logged).toEqual([]);
});
