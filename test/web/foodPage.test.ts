import { expect, test } from "@jest/globals";
import { Allergen, AllergenPresence } from "../../src/foods/Allergen.js";
import { PortionOrigin } from "../../src/foods/amounts/Portion.js";
import { CarbohydrateBasis } from "../../src/foods/CarbohydrateBasis.js";
import { Diet } from "../../src/foods/Diet.js";
import { EnergyBasis } from "../../src/foods/EnergyBasis.js";
import { Nutrients } from "../../src/foods/Nutrients.js";
import { makeFood } from "../support/make.js";
import { type Person, password, startPages } from "../support/pagesApp.js";

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

test("what the source tells of allergens and diets is there, and how energy and carbohydrate are meant", async () => {
  await makeFood(orm, {
    name: "Bar of the page",
    ingredients: "Oats, <milk>",
    energyBasis: EnergyBasis.STATED,
    carbohydrateBasis: CarbohydrateBasis.AVAILABLE,
    nutrition: Object.assign(new Nutrients(), { energyKcal: 100 }),
    allergens: { [Allergen.MILK]: AllergenPresence.YES, [Allergen.NUTS]: AllergenPresence.TRACES },
    diets: { [Diet.VEGETARIAN]: true, [Diet.VEGAN]: false },
  });
  const page = await (await browser().get("/foods/bar-of-the-page")).text();
  expect(page).toMatch(/in kJ<\/th><td>418.4 kJ, computed<\/td>/);
  expect(page).toContain("Energy: as the source states it. Carbohydrate: without fibre.");
  expect(page).toContain("<p>Oats, &lt;milk&gt;</p>");
  expect(page).toContain("<li>Contains: milk</li>");
  expect(page).toContain("<li>May contain traces of: nuts</li>");
  expect(page).toContain("<li>Suits: vegetarian</li>");
  expect(page).toContain("<li>Does not suit: vegan</li>");
});

test("kJ that the source states is not marked", async () => {
  await makeFood(orm, { name: "Stated joules", energyKj: 420 });
  const page = await (await browser().get("/foods/stated-joules")).text();
  expect(page).toMatch(/in kJ<\/th><td>420 kJ<\/td>/);
});

test("a retired food says so", async () => {
  const id = await makeFood(orm, { name: "Gone with the release" });
  await orm.em.fork().execute("update foods set retired_at = '2026-01-02' where id = ?", [id]);
  const page = await (await browser().get("/foods/gone-with-the-release")).text();
  expect(page).toContain("Since 2026-01-02 its source has this food no more.");
});

test("an own food has a page for its owner and for nobody else, and is in nobody else's export", async () => {
  const ann: Person = browser();
  const bob: Person = browser();
  await ann.signUp("ann@example.com");
  await bob.signUp("bob@example.com");
  const answer = await ann.graphql(
    `mutation { createFood(input: { name: "Stew of Ann", nutrition: { per: HUNDRED_GRAMS, energyKcal: 90 } }) { food { slug } } }`,
  );
  const path = `/foods/${answer.data.createFood.food.slug}`;
  const page = await (await ann.get(path)).text();
  expect(page).toContain("<h1>Stew of Ann</h1>");
  expect(page).toContain("Entered by the user whose food it is.");
  for (const other of [bob, browser()]) expect((await other.get(path)).status).toBe(404);
  expect(
    (await bob.graphql(`{ foods(query: "stew of ann") { edges { node { name } } } }`)).data.foods.edges,
  ).not.toContainEqual({ node: { name: "Stew of Ann" } });
  expect(await (await ann.get("/account/export")).text()).toContain("Stew of Ann");
  expect(await (await bob.get("/account/export")).text()).not.toContain("Stew of Ann");

  // It goes with the account.
  const account = await (await ann.get("/account")).text();
  const token = /action="\/account\/delete"[\s\S]*?name="token" value="([^"]*)"/.exec(account)![1]!;
  await ann.post("/account/delete", { token, password });
  expect(await orm.em.fork().execute("select from foods where owner_id is not null")).toEqual([]);
});
