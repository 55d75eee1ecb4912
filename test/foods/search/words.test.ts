import { expect, test } from "@jest/globals";
import { readGtin } from "../../../src/foods/barcode.js";
import { words } from "../../../src/foods/search/words.js";

test.each([
  ["Eggs, Grade A, Large", "egg grade large"],
  ["Jalapeño chilies", "jalapeno chili"],
  ["confectioners’ sugar", "powdered sugar"],
  ["TOMATOES and potatoes", "tomato potato"],
  ["olives, chives, cherries, cookies", "olive chive cherry cookie"],
  ["asparagus, couscous, hummus", "asparagus couscous hummus"],
  ["boneless, skinless", "no_bone no_skin"],
  ["without salt / no salt added / salt-free / unsalted", "no_salt no_salt added no_salt no_salt"],
  ["2% milk", "2% milk"],
  ["pak choi", "bok choy"],
  ["minced beef", "ground beef"],
  ["豆腐 !?", "豆腐"],
  ["Smørrebrød, Weißwurst", "smorrebrod weisswurst"],
  ["pizza, other than pepperoni", "pizza no_pepperoni"],
  ["salad excluding citrus fruits", "salad no_citrus fruit"],
  ["treacle", "molasses"],
  ["pasta with salt added, w/o meat", "pasta salted added no_meat"],
])("%s is read as: %s", (text, expected) => {
  expect(words(text).join(" ")).toBe(expected);
});

test.each([
  ["012345678905", "0012345678905"],
  ["0 12345 67890 5", "0012345678905"],
  ["00012345678905", "0012345678905"],
  ["4006381333931", "4006381333931"],
  ["96385074", "96385074"],
  ["00000096385074", "96385074"],
  ["10012345678902", "10012345678902"],
])("the barcode %s is stored as %s", (text, expected) => {
  expect(readGtin(text)).toBe(expected);
});

test.each([["1234567"], ["123456789"], ["123456789012345"], ["12345678a"], ["milk"], [""]])(
  "%j is no barcode",
  (text) => {
    expect(readGtin(text)).toBeNull();
  },
);
