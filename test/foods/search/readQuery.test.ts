import { expect, test } from "@jest/globals";
import { readGtins } from "../../../src/foods/barcode.js";
import { readQuery } from "../../../src/foods/search/readQuery.js";
import { meantBy, neighbours } from "../../../src/foods/search/spelling.js";

test.each([
  ["2 eggs", "2", "egg"],
  ["30 g cheddar", "30 g", "cheddar"],
  ["200g chicken breast", "200g", "chicken breast"],
  ["cheddar 30 g", "30 g", "cheddar"],
  ["a slice of wholemeal bread", "a slice of", "whole wheat bread"],
  ["1 1/2 cups milk", "1 1/2 cups", "milk"],
  ["½ cup rice", "½ cup", "rice"],
  ["half an avocado", "half an", "avocado"],
  ["a dozen eggs", "a dozen", "egg"],
  ["a tin of tuna", "a tin of", "tuna canned"],
  ["pint of milk", "pint of", "milk"],
  // Roast beef is cooked, a chuck roast is a cut.
  ["roast beef", null, "roast beef cooked"],
  ["chuck roast", null, "chuck roast"],
  ["2% milk", null, "2% milk"],
  ["85/15 beef", null, "85% beef"],
  ["7up", null, "7"],
  ["7 up", null, "7"],
  ["half and half", null, "halfandhalf"],
  ["cup cake", null, "cupcake"],
  ["an apple", null, "apple"],
])("%s: the amount is %s, the food %s", (query, amount, food) => {
  const reading = readQuery(query);
  expect([reading.amount, reading.asked.map(({ word }) => word).join(" ")]).toEqual([amount, food]);
});

test.each([
  ["cherry tomatoes", "tomato"],
  ["chicken breast", "chicken"],
  ["tuna fish", "tuna"],
  ["cheddar cheese", "cheese"],
  ["grilled steak", "steak"],
  ["rice with beans", "rice"],
])("in %s the thing is %s", (query, noun) => {
  expect(readQuery(query).asked.find(({ role }) => role === "noun")!.word).toBe(noun);
});

test.each([
  ["012345678905", ["0012345678905"]],
  ["12345678905", ["0012345678905"]],
  ["0 12345 67890 5", ["0012345678905"]],
  ["785570", ["00785570", "0078000005578"]],
  // A UPC-E in full, and without its number system and check digit.
  ["04252614", ["04252614", "0042100005264"]],
  ["425261", ["00425261", "0042100005264"]],
  ["2020", []],
  ["milk", []],
])("%s can be the barcodes %j", (text, gtins) => {
  expect(readGtins(text)).toEqual(gtins);
});

const vocabulary = [
  { word: "banana", foods: 80 },
  { word: "ban", foods: 1 },
  { word: "mozzarella", foods: 200 },
  { word: "ground", foods: 300 },
  { word: "group", foods: 20 },
  { word: "quinoa", foods: 20 },
  { word: "burrito", foods: 90 },
  { word: "noir", foods: 5 },
];

test.each([
  ["bananna", 0, "banana"],
  ["groud", 0, "ground"],
  ["quiona", 0, "quinoa"],
  // On one label, and a doubled letter away from what two hundred foods have.
  ["mozarella", 1, "mozzarella"],
  ["burrata", 1, null],
  ["nori", 4, null],
  ["xqzvw", 0, null],
])("%s, which %i foods have, means %s", (word, foods, meant) => {
  expect(meantBy(word, foods, vocabulary)).toBe(meant);
});

test("what is one letter away is a letter left out, added, changed or swapped", () => {
  const near = neighbours("milk");
  expect(near).toEqual(expect.arrayContaining(["mlk", "millk", "mink", "imlk"]));
  expect(near).not.toContain("milk");
});
