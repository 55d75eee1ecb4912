import { beforeEach, expect, test } from "@jest/globals";
import type { OperationObject, SchemaObject } from "openapi3-ts/oas31";
import { PortionOrigin } from "../../src/foods/amounts/Portion.js";
import { Nutrients } from "../../src/foods/Nutrients.js";
import { compileSchema } from "../support/compileSchema.js";
import { openDoors, reader } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { asking, api, get, orm } = await openDoors();
const gtin = "4006381333931";
const id = `food_${await makeFood(orm, {
  name: "Muesli of the facade",
  gtins: [gtin],
  nutrition: Object.assign(new Nutrients(), { energyKcal: 350, proteinG: 10 }),
  portions: [{ name: "1 cup", amount: 1, unit: "cup", grams: 85, origin: PortionOrigin.SOURCE }],
})}`;

beforeEach(() => {
  asking.viewer = reader;
});

test("a food comes by its id, per what its figures are for", async () => {
  const { status, type, body } = await api(`/api/foods/${id}`);
  expect([status, type]).toEqual([200, "application/json; charset=utf-8"]);
  expect(body).toEqual({
    id,
    name: "Muesli of the facade",
    url: "https://larder.test/foods/muesli-of-the-facade",
    kind: "GENERIC",
    brand: null,
    per: "100 g",
    nutrition: {
      energyKcal: 350,
      proteinG: 10,
      fatG: null,
      saturatedFatG: null,
      carbohydrateG: null,
      sugarsG: null,
      fiberG: null,
      sodiumMg: null,
      grams: 100,
      millilitres: null,
      conversion: "NONE",
    },
    portions: [{ name: "1 cup", grams: 85 }],
    source: expect.stringContaining("USDA SR Legacy"),
  });
});

test.each([
  [`/api/foods/${id}?amount=2&unit=cups`, { energyKcal: 595, grams: 170, conversion: "PORTION" }],
  [`/api/foods/${id}?amount=0.5&unit=kg`, { energyKcal: 1750, grams: 500, conversion: "MASS" }],
  [`/api/foods/barcode/${gtin}?unit=serving`, { energyKcal: 297.5, grams: 85, conversion: "PORTION" }],
])("%s is measured", async (path, nutrition) => {
  expect((await api(path)).body).toMatchObject({ id, nutrition });
});

test("`fields` chooses what comes, with nutrition or without", async () => {
  expect((await api(`/api/foods/${id}?fields=name`)).body).toEqual({ id, name: "Muesli of the facade" });
  expect((await api(`/api/foods/${id}?fields=nutrition.proteinG&amount=50`)).body).toEqual({
    id,
    nutrition: { proteinG: 5 },
  });
});

test.each([
  [`/api/foods/${id}?unit=slice`, 400, /It takes g, kg, .*cup/],
  [`/api/foods/${id}?amount=0`, 400, /above 0/],
  [`/api/foods/${id}?amount=1e3`, 400, /must be a number/],
  [`/api/foods/${id}?amont=2`, 400, /"amont". Did you mean amount\?/],
  [`/api/foods/${id}?id=food_1`, 400, /no parameter "id"/],
  [`/api/foods/${id}?fields=nutrition.protein`, 400, /Did you mean nutrition.proteinG\?/],
  ["/api/foods/4711", 400, /food_4711/],
  ["/api/foods/%E0%A4%A", 400, /malformed/],
  ["/api/foods/%00", 400, /control characters/],
  ["/api/foods/food_99999999", 404, /no such food/],
  ["/api/foods/barcode/123", 400, /barcode/],
  ["/api/foods/barcode/5000159461122", 404, /no such food/],
  ["/api/foods", 404, /./],
  ["/api/foods/food_1/more", 404, /./],
])("%s is %i and says why", async (path, status, detail) => {
  const answer = await api(path);
  expect(answer).toMatchObject({ status, body: { detail: expect.stringMatching(detail) } });
});

test("strangers and other methods are refused", async () => {
  asking.viewer = null;
  expect((await get(`/api/foods/${id}`)).status).toBe(401);
  const response = await fetch(
    (await get("/openapi.json")).url.replace("/openapi.json", `/api/foods/${id}`),
    {
      method: "DELETE",
    },
  );
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
});

test("nutrients come by group, and page by page to the last of all", async () => {
  const { body } = await api("/api/nutrients?group=MINERALS&fields=name,unit");
  expect(body.nutrients).toContainEqual({ id: 1089, name: "Iron", unit: "mg" });
  const seen: number[] = [];
  let cursor = "";
  for (let pages = 0; pages < 20; pages++) {
    const response = await get(`/api/nutrients?fields=name${cursor}`);
    const text = await response.text();
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8000);
    const page = JSON.parse(text);
    seen.push(...page.nutrients.map((one: { id: number }) => one.id));
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  expect(new Set(seen).size).toBe(477);
  expect(seen).toHaveLength(477);
});

test("what the document describes of each is what comes", async () => {
  asking.viewer = { ...reader, scopes: new Set(["foods:read", "nutrients:read"]) };
  const document = await (await get("/openapi.json")).json();
  for (const [path, asked] of [
    ["/api/foods/{id}", `/api/foods/${id}`],
    ["/api/foods/barcode/{gtin}", `/api/foods/barcode/${gtin}`],
    ["/api/nutrients", "/api/nutrients"],
  ] as const) {
    const { responses, parameters } = document.paths[path].get as OperationObject;
    const schema = responses!["200"].content["application/json"].schema as SchemaObject;
    const validate = compileSchema(schema);
    const item =
      path === "/api/nutrients" ? (schema.properties!.nutrients as { items: SchemaObject }).items : schema;
    const all = Object.keys(item.properties!).filter((name) => !["next", "truncated", "rest"].includes(name));
    for (const fields of ["", `?fields=${all.join(",")}`]) {
      const { body } = await api(asked + fields);
      expect([asked, fields, validate(body), validate.errors]).toEqual([asked, fields, true, null]);
    }
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(parameters!.filter((one) => "in" in one && one.in === "path")).toEqual(
      inPath.map((name) => expect.objectContaining({ name, required: true })),
    );
  }
});
