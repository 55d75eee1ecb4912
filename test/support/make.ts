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
    sourceId: String(9_000_000 + made),
    release: "2018-04",
    kind: FoodKind.GENERIC,
    name: `Food ${made}`,
    synonyms: [],
    category: null,
    brand: null,
    gtin: null,
    ingredients: null,
    per: "100 g",
    nutrition: new Nutrients(),
    energyBasis: null,
    portions: [],
    ...wanted,
  };
  await importFoods(orm, "wait", (client) => loadFoods(client, [food]));
  const [row] = await orm.em
    .fork()
    .execute<{ id: number }[]>("select id from foods where source = ? and source_id = ?", [
      food.source,
      food.sourceId,
    ]);
  return row!.id;
}
