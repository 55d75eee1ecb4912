import { expect, test } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { openDoors } from "../support/doors.js";

const { get } = await openDoors({ REST_ANSWER_BYTES: "2000" });

test.each([
  "/api/foods/search?query=milk&limit=10",
  "/api/foods/search?query=milk&limit=10&fields=name,synonyms,portions,nutrition",
  "/api/nutrients",
])("%s stays within the setting, and its pages are the whole list", async (path) => {
  const names: string[] = [];
  for (let next = path, pages = 0; pages < 100; pages++) {
    const answer = await get(next);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2000);
    const body = JSON.parse(text);
    names.push(...(body.foods ?? body.nutrients).map(({ name }: { name: string }) => name));
    if (!path.startsWith("/api/nutrients") && names.length >= 10) break;
    if (body.next === null) break;
    next = `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(body.next)}`;
  }
  expect(names.length).toBeGreaterThanOrEqual(10);
});

test.each(["0", "1999", "90001", "8kB", "-1", "1e4", "8000.5"])(
  "REST_ANSWER_BYTES=%s is refused at start, with what is allowed",
  (text) => {
    const problem = `REST_ANSWER_BYTES is "${text}"; it must be a whole number from 2000 to 90000.`;
    expect(() => readConfig({ REST_ANSWER_BYTES: text })).toThrow(problem);
  },
);

test("an answer that goes on links to what comes next, and the last one does not", async () => {
  const seen: string[] = [];
  let path: string | null = "/api/foods/search?query=whole+milk&limit=3&fields=name";
  for (let pages = 0; path && pages < 60; pages++) {
    const answer: Response = await get(path);
    const { foods, next } = (await answer.json()) as { foods: { id: string }[]; next: string | null };
    seen.push(...foods.map(({ id }) => id));
    const link: string | null = answer.headers.get("link");
    expect(link === null).toBe(next === null);
    const url: URL | null = link ? new URL(/^<([^>]+)>; rel="next"$/.exec(link)![1]!) : null;
    if (url) expect([url.origin, url.searchParams.get("cursor")]).toEqual(["https://larder.test", next]);
    path = url && url.pathname + url.search;
  }
  expect(path).toBeNull();
  expect(seen.length).toBeGreaterThan(3);
  expect(new Set(seen).size).toBe(seen.length);
});
