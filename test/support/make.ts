import type { MikroORM } from "@mikro-orm/postgresql";
import { FoodKind } from "../../src/foods/Food.js";
import type { FoodData } from "../../src/foods/import/FoodData.js";
import { importFoods } from "../../src/foods/import/importFoods.js";
import { loadFoods } from "../../src/foods/import/loadFoods.js";
import { Nutrients } from "../../src/foods/Nutrients.js";

let made = 0;

/** A food in the catalogue, with all that the test does not care about filled in; answers with its id. */
export async function makeFood(orm: MikroORM, wanted: Partial<FoodData> = {}): Promise<number> {
  made += 1;
  const food: FoodData = {
    source: "usda-sr-legacy",
    sourceKey: wanted.sourceId ?? String(9_000_000 + made),
    sourceId: String(9_000_000 + made),
    release: "2018-04",
    published: null,
    kind: FoodKind.GENERIC,
    name: `Food ${made}`,
    sourceName: wanted.name ?? `Food ${made}`,
    synonyms: [],
    category: null,
    preparation: null,
    brand: null,
    brandOwner: null,
    gtins: [],
    ingredients: null,
    allergens: {},
    diets: {},
    markets: ["US"],
    language: "en",
    per: "100 g",
    nutrition: new Nutrients(),
    energyKj: null,
    energyBasis: null,
    carbohydrateBasis: null,
    panel: new Map(),
    portions: [],
    ...wanted,
  };
  await importFoods(orm, "wait", (client, changed) => loadFoods(client, changed, [food]));
  const [row] = await orm.em
    .fork()
    .execute<{ id: number }[]>("select id from foods where source = ? and source_id = ?", [
      food.source,
      food.sourceId,
    ]);
  return row!.id;
}
