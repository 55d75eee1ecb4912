import { expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { Food } from "../../../src/foods/Food.js";
import { makeDatabase } from "../../support/database.js";
import { usdaZip } from "./usdaZip.js";

const [silken, extra] = ["90001140 O Organics, Tofu, Silken", "90009999 O Organics, Tofu, Extra Silken"];
const databases = [await makeDatabase(), await makeDatabase()];
const { orm: mixed } = await makeDatabase();
const older = "older version of a food, of which a later one counts";

/** A download in which a product has a second version, read after the first and published in this year. */
function twoVersions(year: number): Promise<string> {
  const twice = (change: (row: string) => string) => (csv: string) => {
    const row = csv.split("\n").find((line) => line.includes('"90001140"'))!;
    return `${csv.trimEnd()}\n${change(row.replace("90001140", "90009999"))}\n`;
  };
  const second = (row: string) =>
    row.replace("TOFU, SILKEN", "TOFU, EXTRA SILKEN").replace(/"20\d\d-/, `"${year}-`);
  return usdaZip("branded", { tables: { food: twice(second), branded_food: twice((row) => row) } });
}

test.each([
  [2020, extra, silken, databases[0]!],
  [2010, silken, extra, databases[1]!],
])(
  "of two versions of a product the latest counts, be it read later or first, and the other is counted (%i)",
  async (year, kept, left, { orm }) => {
    const load = async () => (await importUsda(orm, [await twoVersions(year)], () => {}))[0]!;
    const products = () => orm.em.fork().find(Food, { sourceKey: "0079893402123" });

    const first = await load();
    expect(first).toMatchObject({ added: first.read - 1, updated: 0, unchanged: 0, retired: 0 });
    expect(first.refused.toJSON()[older]).toEqual({ count: 1, examples: [left] });
    const [product, ...others] = await products();
    expect(`${product!.sourceId} ${product!.name}`).toBe(kept);
    expect(others).toEqual([]);

    const again = await load();
    expect(again).toMatchObject({ added: 0, updated: 0, unchanged: first.added, retired: 0 });
    expect(again.refused.toJSON()[older]).toEqual({ count: 1, examples: [left] });
    expect(await products()).toEqual([product]);
  },
);

test("a source that is new is loaded beside one that is known, and neither is taken for the other", async () => {
  const load = async (...paths: string[]) => importUsda(mixed, paths, () => {});
  const [before] = await load(await usdaZip("foundation"));
  const [foundation, branded] = await load(await usdaZip("foundation"), await usdaZip("branded"));
  expect(foundation).toMatchObject({ added: 0, unchanged: before!.added, retired: 0 });
  expect(branded).toMatchObject({ added: branded!.read, updated: 0, unchanged: 0, retired: 0 });
});
