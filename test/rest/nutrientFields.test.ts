import { beforeEach, expect, test } from "@jest/globals";
import { nutrients } from "../../src/foods/Nutrient.js";
import { openDoors, reader } from "../support/doors.js";
import { makeFood } from "../support/make.js";

const { asking, api, get, orm } = await openDoors();
const analyst = { ...reader, scopes: new Set(["foods:read", "nutrients:read"]) };
const panel = new Map([
  [1008, 61],
  [1089, 0.31],
  [1095, 0.14],
  [1162, 92.7],
]);
const id = `food_${await makeFood(orm, { name: "Kiwi of the fields", panel })}`;
const whole = new Map(nutrients.map((one, at) => [one.id, at / 7]));
const vast = `food_${await makeFood(orm, { name: "Vast food", panel: whole })}`;

beforeEach(() => {
  asking.viewer = analyst;
});

interface Row {
  readonly nutrient: { readonly id: number };
}
const idsOf = (body: { nutrients: Row[] }) => body.nutrients.map(({ nutrient }) => nutrient.id);

test("one nutrient comes by its key, with its unit and share of the Daily Value", async () => {
  expect((await api(`/api/foods/${id}?fields=nutrients.iron`)).body).toEqual({
    id,
    nutrients: [{ nutrient: { id: 1089, name: "Iron", unit: "mg" }, amount: 0.31, percentDailyValue: 1.7 }],
    next: null,
    truncated: false,
  });
});

test("groups and single ones add up, and what the source does not state is not there", async () => {
  expect(idsOf((await api(`/api/foods/${id}?fields=minerals,nutrients.energy`)).body)).toEqual([
    1008, 1089, 1095,
  ]);
  expect(idsOf((await api(`/api/foods/${id}?fields=vitamins`)).body)).toEqual([1162]);
  expect(idsOf((await api(`/api/foods/${id}?fields=polyphenols`)).body)).toEqual([]);
  expect(idsOf((await api(`/api/foods/${id}?fields=nutrients`)).body)).toEqual([1008, 1162, 1089, 1095]);
});

test("they are for the amount that was asked for, like `nutrition`", async () => {
  const { body } = await api(`/api/foods/${id}?fields=nutrients.iron&amount=0.2&unit=kg`);
  expect(body.nutrients[0]).toMatchObject({ amount: 0.62, percentDailyValue: 3.4 });
});

test("a search brings them as well", async () => {
  const { body } = await api("/api/foods/search?query=kiwi+of+the+fields&limit=1&fields=nutrients.zinc");
  expect(body.foods).toEqual([{ id, nutrients: [expect.objectContaining({ amount: 0.14 })] }]);
});

test.each(["nutrients", "vitamins", "nutrients.iron"])("%s takes nutrients:read", async (field) => {
  asking.viewer = reader;
  const response = await get(`/api/foods/${id}?fields=${field}`);
  expect(response.status).toBe(403);
  expect(response.headers.get("www-authenticate")).toContain('scope="nutrients:read"');
});

test.each([
  [
    "nutrients.irn",
    /Did you mean nutrients.iron\?.*vitamins, .*nutrients\.\{key\}, with a key of \/api\/nutrients/,
  ],
  ["vitamin", /Did you mean vitamins\?/],
  ["nutrients.vitamins", /which there is not/],
  ["nutrients.iron.amount", /which there is not/],
])("%s is refused, naming the nearest", async (field, detail) => {
  const { status, body } = await api(`/api/foods/${id}?fields=${field}`);
  expect([status, body.detail]).toEqual([400, expect.stringMatching(detail)]);
});

test("the list of nutrients says the key of each, which is its alone", async () => {
  expect(new Set(nutrients.map(({ key }) => key)).size).toBe(477);
  const { body } = await api("/api/nutrients?group=MINERALS&fields=key,name");
  expect(body.nutrients).toContainEqual({ id: 1089, key: "iron", name: "Iron" });
  expect((await api("/api/nutrients?cursor=nonsense")).body.detail).toMatch(/cursor is none of ours/);
});

test("a food with more nutrients than fit is cut by them, says how to go on, and that brings the rest", async () => {
  const path = `/api/foods/${vast}?fields=name,portions,nutrients`;
  const seen: number[] = [];
  let cursor = "";
  for (let pages = 0; pages < 20; pages++) {
    const text = await (await get(path + cursor)).text();
    const body = JSON.parse(text);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8000);
    expect(body).toMatchObject({ id: vast, name: "Vast food", portions: [] });
    seen.push(...idsOf(body));
    expect("rest" in body).toBe(body.truncated);
    if (!body.truncated) break;
    expect(body.rest).toMatch(/Send next as cursor/);
    cursor = `&cursor=${body.next}`;
  }
  expect(seen).toEqual(nutrients.map((one) => one.id));
});

test("a cursor of nothing is refused", async () => {
  expect((await api(`/api/foods/${vast}?fields=nutrients&cursor=1`)).status).toBe(400);
  expect((await api(`/api/foods/${vast}?cursor=1008`)).body.detail).toMatch(/does not ask for/);
});
