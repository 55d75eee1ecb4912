import { expect, test } from "@jest/globals";
import { Generations } from "../../src/foods/Generations.js";

test("what was asked for lately stays, what was not is forgotten", () => {
  const kept = new Generations<string, number>(2);
  kept.set("asked for", 1);
  kept.set("once", 2);
  for (let other = 0; other < 10; other++) {
    kept.set(`other ${other}`, other);
    expect(kept.get("asked for")).toBe(1);
  }
  expect(kept.get("once")).toBeUndefined();
  expect(kept.get("other 9")).toBe(9);
});

test("what is large takes the place of many", () => {
  const kept = new Generations<string, string>(10, ({ length }) => length);
  for (const name of ["a", "b", "c"]) kept.set(name, name);
  kept.set("large", "0123456789");
  expect(kept.get("a")).toBe("a");
  kept.set("larger", "0123456789");
  kept.set("d", "d");
  expect(["b", "c", "larger", "d"].map((name) => kept.get(name))).toEqual([
    undefined,
    undefined,
    "0123456789",
    "d",
  ]);
});
