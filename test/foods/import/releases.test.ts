import { expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { Food, FoodKind } from "../../../src/foods/Food.js";
import { openDoors } from "../../support/doors.js";
import { makeFood } from "../../support/make.js";
import { usdaZip } from "./usdaZip.js";

const { orm, graphql, heard } = await openDoors();
const food = (sourceId: string) => orm.em.fork().findOneOrFail(Food, { sourceId });
const load = async (path: string, options = {}) => {
  const [report] = await importUsda(orm, [path], () => {}, options);
  await heard();
  return report!;
};

/** A download without the foods of these ids. */
const without = (...ids: string[]) =>
  usdaZip("foundation", {
    tables: {
      food: (csv) =>
        csv
          .split("\n")
          .filter((row) => !ids.some((id) => row.startsWith(`"${id}"`)))
          .join("\n"),
    },
  });

const found = async (query: string): Promise<string[]> =>
  (
    await graphql(`{ foods(query: "${query}", first: 10) { edges { node { sourceLabel } } } }`)
  ).data.foods.edges.map(({ node }: { node: { sourceLabel: string } }) => node.sourceLabel);
const foundation = await usdaZip("foundation");
const egg = "748967";
const eggLabel = `USDA Foundation ${egg}`;

test("a food that a release lacks is retired: not found any more, but still at its address; and it can come back", async () => {
  await load(foundation);
  const before = await food(egg);
  expect(await found("egg")).toContain(eggLabel);
  expect(await load(await without(egg))).toMatchObject({ read: 8, retired: 1, unchanged: 8 });
  expect(await found("egg")).not.toContain(eggLabel);
  const answer = await graphql(`{ food(slug: "${before.slug}") { sourceLabel retiredAt } }`);
  expect(answer.data.food).toEqual({ sourceLabel: eggLabel, retiredAt: expect.stringMatching(/^20/) });

  expect(await load(foundation)).toMatchObject({ read: 9, added: 0, retired: 0 });
  expect(await food(egg)).toMatchObject({ id: before.id, slug: before.slug, retiredAt: null });
  expect(await found("egg")).toContain(eggLabel);
});

test("a part of a release retires nothing", async () => {
  await load(foundation);
  expect(await load(await without(egg), { limit: 3 })).toMatchObject({ read: 3, retired: 0 });
  expect(await load(await without(egg), { only: FoodKind.GENERIC })).toMatchObject({ read: 8, retired: 0 });
  expect(await load(await without(egg), { only: FoodKind.BRANDED })).toMatchObject({ read: 0, retired: 0 });
  expect((await food(egg)).retiredAt).toBeNull();
});

test("other sources are left alone", async () => {
  await load(await usdaZip("fndds"));
  expect((await food(egg)).retiredAt).toBeNull();
});

test("a dry run reports the same and changes nothing", async () => {
  const before = JSON.stringify(await orm.em.fork().find(Food, {}, { orderBy: { id: 1 } }));
  const changed = await load(await without(egg), { dryRun: true });
  expect(changed).toMatchObject({ retired: 1 });
  expect(JSON.stringify(await orm.em.fork().find(Food, {}, { orderBy: { id: 1 } }))).toBe(before);
});

test("a release older than the one that is loaded is refused, and changes nothing", async () => {
  const older = await usdaZip("foundation", { folder: "FoodData_Central_foundation_food_csv_2023-04-20/" });
  await expect(load(older)).rejects.toThrow(
    "This is release 2023-04-20 of USDA Foundation; the newer release 2024-10-31 is loaded. Nothing was changed.",
  );
});

test("a newer release of the same figures counts as unchanged, and the foods say that they are of it", async () => {
  const newer = await usdaZip("foundation", { folder: "FoodData_Central_foundation_food_csv_2025-04-24/" });
  expect(await load(newer)).toMatchObject({ added: 0, updated: 0, unchanged: 9 });
  expect((await food(egg)).release).toBe("2025-04-24");
});

test("a food of the starter catalogue gets its code from the full data, and stays the same food", async () => {
  const starter = { source: "usda-fndds", sourceId: "2707152" } as const;
  const [egg] = await orm.em.fork().find(Food, { ...starter });
  // As the starter catalogue has it: known by the id of its release.
  await orm.em.fork().nativeUpdate(Food, { id: egg!.id }, { sourceKey: "2707152" });
  expect(await load(await usdaZip("fndds"))).toMatchObject({ added: 0, updated: 1 });
  expect(await food("2707152")).toMatchObject({ id: egg!.id, sourceKey: egg!.sourceKey });
});

test("a name that changes in detail keeps its address; another name moves, and the old address leads on", async () => {
  const sr = (name: string) =>
    usdaZip("sr_legacy", { tables: { food: (csv) => csv.replace("Baobab powder", name) } });
  await load(await sr("Baobab powder"));
  const { id } = await food("167806");
  await load(await sr("Baobab fruit powder"));
  expect((await food("167806")).slug).toBe("baobab-powder");
  await load(await sr("Monkey bread, dried"));
  expect(await food("167806")).toMatchObject({ id, slug: "monkey-bread-dried" });

  const { data } = await graphql(`{ food(slug: "baobab-powder") { slug } }`);
  expect(data.food.slug).toBe("monkey-bread-dried");

  // Another food of that name does not take the address over.
  await makeFood(orm, { sourceId: "9100000", name: "Baobab powder" });
  expect((await food("9100000")).slug).toBe("baobab-powder-9100000");
  await load(await sr("Baobab powder"));
  expect((await food("167806")).slug).toBe("baobab-powder");
});
