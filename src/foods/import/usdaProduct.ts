import { type PortionData, PortionOrigin, unitIn } from "../amounts/Portion.js";
import { readGtin } from "../barcode.js";
import { remembered } from "../remembered.js";
import type { Refusals } from "./Refusals.js";

/** A row of branded_food.csv. */
export interface UsdaProduct {
  readonly brandOwner: string;
  readonly brandName: string;
  readonly gtin: string;
  readonly ingredients: string;
  readonly category: string;
  readonly servingSize: string;
  readonly servingUnit: string;
  readonly householdServing: string;
}

/** As makers write them; milligrams and international units of a serving are grams by mistake. */
const gramUnits = new Set(["g", "grm", "gm", "mg", "iu"]);
const millilitreUnits = new Set(["ml", "mlt"]);

/** Codes of the trade, in words. */
const tradeUnits = new Map(Object.entries({ grm: "g", gm: "g", onz: "oz", mlt: "ml", pcs: "pieces" }));
const isWeight = /^[\d.]+ (g|oz|ml)$/;

/** Stated per 100 ml where the serving is measured in millilitres. */
export function perOf({ servingUnit }: UsdaProduct): "100 g" | "100 ml" {
  return millilitreUnits.has(servingUnit.toLowerCase()) ? "100 ml" : "100 g";
}

/** The serving on the label; none where neither its weight nor its volume is stated. */
export function servingOf(product: UsdaProduct): PortionData[] {
  const measure = measureOf(product);
  return measure ? [{ ...named(product.householdServing), ...measure, origin: PortionOrigin.LABEL }] : [];
}

function measureOf({
  servingSize,
  servingUnit,
}: UsdaProduct): Pick<PortionData, "grams" | "millilitres"> | null {
  const size = Number(servingSize);
  const unit = servingUnit.toLowerCase();
  if (!(size > 0)) return null;
  if (gramUnits.has(unit)) return { grams: size };
  return millilitreUnits.has(unit) ? { millilitres: size } : null;
}

/** Digits that lost their leading zeros, as spreadsheets do to them, have them back; no barcode is none. */
export function gtinOf({ gtin }: UsdaProduct): string | null {
  return /^\d{8,14}$/.test(gtin) ? readGtin(gtin.padStart(12, "0")) : null;
}

/** What of a product cannot be kept. */
export function countLosses(product: UsdaProduct, fdcId: string, refused: Refusals): void {
  const { servingSize, servingUnit, gtin } = product;
  if (!measureOf(product))
    refused.add(
      "serving of a product whose weight or volume is not stated",
      `${servingSize} ${servingUnit} of ${fdcId}`,
    );
  if (gtinOf(product) === null) refused.add("barcode of a product that is none", `${gtin} of ${fdcId}`);
}

/** The household serving of a label, as the name of a portion and what that says. */
const named = remembered((text: string) => {
  const name = servingName(text);
  return { name, ...unitIn(name) };
});

/** "2.0 Tbsp" → "2 tbsp", "30.0 GRM" → "1 serving (30 g)", "12.0 CHIPS | ABOUT" → "12 chips". */
function servingName(text: string): string {
  const words = text
    .replace(/[|()].*$/s, "")
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .map((word) => tradeUnits.get(word) ?? (Number(word) ? String(Number(word)) : word));
  const name = words.join(" ");
  if (isWeight.test(name)) return `1 serving (${name})`;
  return words.length > 1 ? name : "1 serving";
}

/** Products are often named in capitals; a name that has small letters is left as it is. */
export function displayName(name: string): string {
  if (/\p{Ll}/u.test(name)) return name;
  return name.toLowerCase().replace(/(?<![\p{L}\p{N}'’])\p{L}/gu, (letter) => letter.toUpperCase());
}
