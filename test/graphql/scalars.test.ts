import { expect, test } from "@jest/globals";
import { openDoors } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { orm, graphql, api } = await openDoors();
await makeFood(orm, { name: "Crackers", gtins: ["0041129027806"] });

const ask = (gtin: string) => graphql("query ($gtin: GTIN!) { food(gtin: $gtin) { name gtin } }", { gtin });

test("a GTIN is one barcode in whatever form it is sent, and is answered in one", async () => {
  for (const form of ["0041129027806", "041129027806", "0 41129 02780 6", "00041129027806"])
    expect((await ask(form)).data.food).toEqual({ name: "Crackers", gtin: "0041129027806" });
  const { data } = await graphql(`{ food(gtin: "041129027806") { name } }`);
  expect(data.food.name).toBe("Crackers");
});

test("a barcode that is none is refused before anything is asked, at every door in words", async () => {
  const reason = "gtin is no barcode; it has 8, 12, 13 or 14 digits.";
  const byVariable = await ask("12345");
  expect([byVariable.status, byVariable.data]).toEqual([400, undefined]);
  expect(byVariable.errors).toEqual([
    expect.objectContaining({
      message: expect.stringContaining(reason),
      extensions: { code: "BAD_USER_INPUT" },
    }),
  ]);
  const inQuery = await graphql(`{ foods(filter: { gtin: 41129027806 }) { edges { cursor } } }`);
  expect([inQuery.status, inQuery.errors![0]!.message]).toEqual([400, expect.stringContaining(reason)]);
  expect(await api("/api/foods/barcode/12345")).toMatchObject({
    status: 400,
    body: { code: "BAD_USER_INPUT", detail: reason },
  });
});

test("addresses and moments are answered as such", async () => {
  const { data } = await graphql(
    `{ food(slug: "honey") { url source { url licenceUrl importedAt } } sources { importedAt licenceUrl } }`,
  );
  for (const address of [data.food.url, data.food.source.url, data.sources[0].licenceUrl])
    expect(new URL(address).protocol).toMatch(/^https?:$/);
  for (const { importedAt } of [data.food.source, data.sources[0]])
    expect(new Date(importedAt).toISOString()).toBe(importedAt);
});
