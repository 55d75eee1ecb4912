import { readGtin } from "../barcode.js";

/** A row of branded_food.csv. */
export interface UsdaProduct {
  readonly brandOwner: string;
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
const tradeUnits: Record<string, string> = { grm: "g", gm: "g", onz: "oz", mlt: "ml", pcs: "pieces" };
const isWeight = /^[\d.]+ (g|oz|ml)$/;

/** Stated per 100 ml where the serving is measured in millilitres. */
export function perOf({ servingUnit }: UsdaProduct): "100 g" | "100 ml" {
  return millilitreUnits.has(servingUnit.toLowerCase()) ? "100 ml" : "100 g";
}

/** The serving on the label; none where its weight is not stated, for millilitres weigh what they like. */
export function servingOf(product: UsdaProduct): { name: string; grams: number }[] {
  const grams = Number(product.servingSize);
  if (!gramUnits.has(product.servingUnit.toLowerCase()) || !(grams > 0)) return [];
  return [{ name: servingName(product.householdServing), grams }];
}

/** Digits that lost their leading zeros, as spreadsheets do to them, have them back; no barcode is none. */
export function gtinOf({ gtin }: UsdaProduct): string | null {
  return /^\d{8,14}$/.test(gtin) ? readGtin(gtin.padStart(12, "0")) : null;
}

/** "2.0 Tbsp" → "2 tbsp", "30.0 GRM" → "1 serving (30 g)", "12.0 CHIPS | ABOUT" → "12 chips". */
function servingName(text: string): string {
  const words = text
    .replace(/[|()].*$/s, "")
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .map((word) => tradeUnits[word] ?? (Number(word) ? String(Number(word)) : word));
  const name = words.join(" ");
  if (isWeight.test(name)) return `1 serving (${name})`;
  return words.length > 1 ? name : "1 serving";
}
