import { expect, test } from "@jest/globals";
import { readAmount } from "../../../src/foods/amounts/readAmount.js";
import { readCount } from "../../../src/foods/amounts/readCount.js";

test.each<[text: string, amount: number | null, unit: string | null]>([
  ["2 eggs", 2, null],
  ["a slice of bread", 1, "slice"],
  ["30 g cheddar", 30, "g"],
  ["30g cheddar", 30, "g"],
  ["1 1/2 cups milk", 1.5, "cups"],
  ["1½ cups milk", 1.5, "cups"],
  ["½ avocado", 0.5, null],
  ["half an avocado", 0.5, null],
  ["half a cup of rice", 0.5, "cup"],
  ["half a dozen eggs", 6, null],
  ["a couple of apples", 2, null],
  ["2-3 slices ham", 2.5, "slices"],
  ["2 x 100 g yogurt", 200, "g"],
  ["2,5 dl milk", 250, "ml"],
  ["cheddar 30 g", 30, "g"],
  ["2 heaped table spoons of sugar", 2, "tablespoons"],
  ["1 (14 oz) can tomatoes", 1, "can"],
  ["0/0 eggs", null, null],
  ["2x eggs", 2, null],
  ["2 x eggs", 2, null],
  ["banana x2", 2, null],
  ["eggs (2)", 2, null],
  ["one and a half cups of milk", 1.5, "cups"],
  ["1 and 1/2 cups flour", 1.5, "cups"],
  ["three quarters of a cup of rice", 0.75, "cup"],
  ["a bar of chocolate", 1, "bar"],
  ["some milk", null, null],
  ["a few almonds", null, null],
])("%s is %j of %j", (text, amount, unit) => {
  expect(readCount(readAmount(text).amount ?? "some")).toEqual({ amount, unit });
});
