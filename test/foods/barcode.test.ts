import { expect, test } from "@jest/globals";
import { barcodesOf, hasRightCheckDigit } from "../../src/foods/barcode.js";

/** Codes of real products, one for each way of leaving out zeros. */
test.each([
  ["03460502", "0034000006052"],
  ["05253515", "0052100005355"],
  ["01870533", "0018700000053"],
  ["08356448", "0083560000048"],
])("the UPC-E %s is found by its UPC-A %s, too", (short, long) => {
  expect(barcodesOf(short)).toEqual([short, long]);
  expect(hasRightCheckDigit(long)).toBe(true);
});

test("what may be a GTIN-8, or can be neither, stays as it is", () => {
  for (const gtin of ["96385074", "01234565", "05263176", "4006381333931", "4006381333932"])
    expect(barcodesOf(gtin)).toEqual([gtin]);
});
