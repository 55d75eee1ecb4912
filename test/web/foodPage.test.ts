import { expect, test } from "@jest/globals";
import { Nutrients } from "../../src/foods/Nutrients.js";
import { PortionOrigin } from "../../src/foods/Portion.js";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";

const { orm, browser } = await startPages();
await makeFood(orm, {
  name: "Tofu, raw & <firm>",
  sourceId: "172475",
  category: "Legumes and Legume Products",
  nutrition: Object.assign(new Nutrients(), { energyKcal: 144, proteinG: 17.27, transFatG: 0 }),
  portions: [{ name: "0.5 cup", grams: 126, origin: PortionOrigin.SOURCE }],
});

test("anybody reads a food's figures, its measures and their source", async () => {
  const answer = await browser().get("/foods/tofu-raw-firm");
  const page = await answer.text();
  expect(answer.status).toBe(200);
  expect(page).toContain("<h1>Tofu, raw &amp; &lt;firm&gt;</h1>");
  expect(page).toContain("Legumes and Legume Products");
  expect(page).toContain("Nutrition per 100 g.");
  expect(page).toContain("<td>144 kcal</td>");
  expect(page).toContain("<li>0.5 cup: 126 g</li>");
  expect(page).toContain(
    'Figures: <a href="https://fdc.nal.usda.gov/food-details/172475/nutrients">USDA SR Legacy 172475</a>, release 2018-04, licence <a href="https://creativecommons.org/publicdomain/zero/1.0/">CC0-1.0</a>.',
  );
  expect(page).toContain("U.S. Department of Agriculture, Agricultural Research Service. FoodData Central.");
});

test("a page of Open Food Facts names its contributors, its licence and both links", async () => {
  const sourceId = "4006381333931";
  await makeFood(orm, { source: "openfoodfacts", sourceId, name: "Oat drink", release: "2026-11-24" });
  const page = await (await browser().get("/foods/oat-drink")).text();
  expect(page).toContain(
    `<a href="https://world.openfoodfacts.org/product/${sourceId}">Open Food Facts ${sourceId}</a>, release 2026-11-24, licence <a href="https://opendatacommons.org/licenses/odbl/1-0/">ODbL-1.0</a>.`,
  );
  expect(page).toContain("Open Food Facts contributors");
});

test("a page shows what our checks doubt", async () => {
  const nutrition = Object.assign(new Nutrients(), { fatG: 1, saturatedFatG: 3 });
  await makeFood(orm, { name: "Doubtful oil", nutrition });
  const page = await (await browser().get("/foods/doubtful-oil")).text();
  expect(page).toContain("<li>There is more saturated fat than fat.</li>");
});

test("what is unknown is shown as such, and zero as zero", async () => {
  const page = await (await browser().get("/foods/tofu-raw-firm")).text();
  expect(page).toMatch(/of which sugars<\/th><td>–<\/td>/);
  expect(page).toMatch(/of which trans<\/th><td>0 g<\/td>/);
});

test("the address that a food had under another name leads on to its address of now", async () => {
  await makeFood(orm, { name: "Monkey bread", sourceId: "167806" });
  await makeFood(orm, { name: "Baobab, dried", sourceId: "167806" });
  const answer = await browser().get("/foods/monkey-bread");
  expect([answer.status, answer.headers.get("location")]).toEqual([301, "/foods/baobab-dried"]);
  expect((await browser().get("/foods/baobab-dried")).status).toBe(200);
});

test.each(["nothing", "Tofu-raw-firm", "%00", "a%2Fb", "x".repeat(5000)])(
  "/foods/%s is a 404",
  async (slug) => {
    expect((await browser().get(`/foods/${slug}`)).status).toBe(404);
  },
);
