import { expect, test } from "@jest/globals";
import { importUsda } from "../../../src/cli/importFoods.js";
import { openDoors } from "../../support/doors.js";
import { usdaZip } from "./usdaZip.js";

const { orm, graphql } = await openDoors();

test("whoever reads during an import sees the old release or the new one, never some of both", async () => {
  await importUsda(orm, [await usdaZip("sr_legacy")], () => {});
  const folder = "FoodData_Central_sr_legacy_food_csv_2019-04/";
  const newer = await usdaZip("sr_legacy", { folder });
  const seen = new Set<string>();
  let done = false;
  const reading = (async () => {
    while (!done) {
      const { data } = await graphql(
        '{ foods(query: "raw", first: 50) { edges { node { source { name release } } } } }',
      );
      const releases = data.foods.edges
        .map(({ node }: { node: { source: { name: string; release: string } } }) => node.source)
        .filter(({ name }: { name: string }) => name === "USDA SR Legacy")
        .map(({ release }: { release: string }) => release);
      seen.add([...new Set(releases)].join(" and "));
    }
  })();
  await importUsda(orm, [newer], () => {});
  await new Promise((elapsed) => setTimeout(elapsed, 100));
  done = true;
  await reading;
  expect([...seen]).toEqual(["2018-04", "2019-04"]);
});
