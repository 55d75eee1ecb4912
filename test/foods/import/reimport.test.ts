import { beforeAll, expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { Food } from "../../../src/foods/Food.js";
import { importFoods } from "../../../src/foods/import/importFoods.js";
import { loadFoods } from "../../../src/foods/import/loadFoods.js";
import { readStarter } from "../../../src/foods/import/readStarter.js";
import { makeDatabase } from "../../support/database.js";
import { usdaZip } from "./usdaZip.js";

const { orm } = await makeDatabase();
const foods = () => orm.em.fork().find(Food, {}, { orderBy: { id: "asc" } });
const food = (sourceId: string) => orm.em.fork().findOneOrFail(Food, { sourceId }, { refresh: true });

const said: string[] = [];
const load = (path: string) => importUsda(orm, [path], (line) => said.push(line));

beforeAll(async () => {
  await load(await usdaZip("sr_legacy"));
});

test("the same release again changes nothing, and says so", async () => {
  const before = JSON.stringify(await foods());
  const [report] = await load(await usdaZip("sr_legacy"));
  expect(report).toMatchObject({ read: 6, added: 0, updated: 0, unchanged: 6, retired: 0 });
  expect(said.find((line) => line.includes(report!.path))).toContain("6 foods read, nothing has changed");
  expect(JSON.stringify(await foods())).toBe(before);
});

test("a newer release changes figures and names; the food keeps its id and its link", async () => {
  const before = await food("172475");
  const tables = {
    food: (csv: string) => csv.replace("Tofu, raw, firm, prepared", "Tofu, firm, made"),
    food_nutrient: (csv: string) => csv.replace('"172475","1008","144"', '"172475","1008","145"'),
  };
  const [report] = await load(await usdaZip("sr_legacy", { tables }));
  expect(report).toMatchObject({ added: 0, updated: 1, unchanged: 5 });
  const after = await food("172475");
  expect(after).toMatchObject({
    name: "Tofu, firm, made with calcium sulfate",
    nutrition: { energyKcal: 145 },
  });
  expect([after.id, after.slug]).toEqual([before.id, before.slug]);
});

test("a changed portion alone is a change", async () => {
  const food_portion = (csv: string) => csv.replace('"large","50"', '"large","51"');
  await load(await usdaZip("sr_legacy"));
  const [report] = await load(await usdaZip("sr_legacy", { tables: { food_portion } }));
  expect(report).toMatchObject({ updated: 1, unchanged: 5 });
  expect((await food("171287")).portions[0]).toMatchObject({ name: "1 large", grams: 51 });
});

test("a second food of the same name gets the source's id in its link", async () => {
  const fndds = (csv: string) => csv.replace("Egg, whole, raw", "Egg, whole, raw, fresh");
  await load(await usdaZip("fndds", { tables: { food: fndds } }));
  expect((await food("171287")).slug).toBe("egg-whole-raw-fresh");
  expect((await food("2707152")).slug).toBe("egg-whole-raw-fresh-2707152");
});

test("of two new foods with the same name the first gets the plain link", async () => {
  const [first] = readStarter();
  const twins = ["9000001", "9000002"].map((sourceId) => ({
    ...first!,
    sourceId,
    sourceKey: sourceId,
    name: "Nut loaf",
  }));
  await importFoods(orm, "refuse", (client, changed) => loadFoods(client, changed, twins));
  expect((await food("9000001")).slug).toBe("nut-loaf");
  expect((await food("9000002")).slug).toBe("nut-loaf-9000002");
});

test("readers see nothing of an import before its end, and a second one is refused meanwhile", async () => {
  const before = (await foods()).length;
  await importFoods(orm, "refuse", async (client, changed) => {
    await loadFoods(client, changed, readStarter());
    expect(await foods()).toHaveLength(before);
    await expect(load(await usdaZip("foundation"))).rejects.toThrow("Another import is running.");
  });
  expect((await foods()).length).toBeGreaterThan(before + 200);
});

test("an import that breaks off leaves the catalogue as it was, and the next one can start", async () => {
  const before = JSON.stringify(await foods());
  async function* breaksOff() {
    yield { ...readStarter()[0]!, name: "Half an egg" };
    throw new Error("the power failed");
  }
  const broken = importFoods(orm, "refuse", (client, changed) => loadFoods(client, changed, breaksOff()));
  await expect(broken).rejects.toThrow("the power failed");
  expect(JSON.stringify(await foods())).toBe(before);
  expect(await load(await usdaZip("foundation"))).toMatchObject([{ added: 9 }]);
});
