import { type PortionData, PortionOrigin, unitIn } from "../amounts/Portion.js";
import type { OffProduct } from "./offProduct.js";

/** Units of a serving, in grams or millilitres. An ounce may be of weight or of volume, so it says neither. */
const grams: Readonly<Record<string, number>> = {
  g: 1,
  gr: 1,
  grm: 1,
  gram: 1,
  grams: 1,
  kg: 1000,
  mg: 0.001,
};
const millilitres: Readonly<Record<string, number>> = {
  ml: 1,
  mlt: 1,
  cl: 10,
  dl: 100,
  l: 1000,
  litre: 1000,
};
const measures = new RegExp(
  `([\\d.,]+)\\s*(${[...Object.keys(grams), ...Object.keys(millilitres)].join("|")})(?![\\p{L}])`,
  "giu",
);

interface Measure {
  readonly grams?: number;
  readonly millilitres?: number;
}

/** The last measure in a text such as "2 Tbsp (32 g)" or "330 ml"; null where there is none. */
function measureIn(text: string): Measure | null {
  const [, number, unit] = [...text.matchAll(measures)].at(-1) ?? [];
  if (number === undefined || unit === undefined) return fluidOuncesIn(text);
  // A comma divides thousands in "1,000 g" and is a decimal point in "1,000 kg", which nobody eats of.
  const isSmall = /^(g|ml)/i.test(unit);
  const isThousands = isSmall && /^[1-9]\d{0,2},\d{3}$/.test(number);
  // "1.500 g" is one and a half kilograms in Spain and hardly a spoonful in Ireland, and nothing tells which.
  if (isSmall && /^[1-9]\.\d{3}$/.test(number)) return null;
  const amount = Number(number.replace(",", isThousands ? "" : "."));
  if (!(amount > 0 && amount < Infinity)) return null;
  const [weight, volume] = [grams[unit.toLowerCase()], millilitres[unit.toLowerCase()]];
  return weight === undefined
    ? { millilitres: rounded(amount * volume!) }
    : { grams: rounded(amount * weight) };
}

/** On a label of the United States a fluid ounce is 30 ml: 21 CFR 101.9(b)(5)(viii). */
function fluidOuncesIn(text: string): Measure | null {
  const amount = Number(/([\d.]+)\s*(?:fl\.?\s*oz|oza)\b/i.exec(text)?.[1]);
  return amount > 0 ? { millilitres: rounded(amount * 30) } : null;
}

const rounded = (amount: number) => Number(amount.toPrecision(6));
const textOf = ({ grams: weight, millilitres: volume }: Measure) =>
  weight === undefined ? `${volume} ml` : `${weight} g`;

/**
 * Per 100 ml where that is said, where the serving is a volume, or for a drink that is sold by volume: figures of
 * Open Food Facts are for 100 g "or 100 ml for liquids".
 */
export function perOf(product: OffProduct): "100 g" | "100 ml" {
  if (product.nutritionPer === "100ml") return "100 ml";
  const serving = measureIn(product.servingSize);
  if (serving) return serving.grams === undefined ? "100 ml" : "100 g";
  const isDrink = product.categories.includes("en:beverages");
  return isDrink && measureIn(product.quantity)?.millilitres !== undefined ? "100 ml" : "100 g";
}

/** The serving on the label, then the whole package; a package alone is nobody's usual serving. */
export function portionsOf({ servingSize, quantity }: OffProduct): PortionData[] {
  const serving = measureIn(servingSize);
  if (!serving) return [];
  const name = servingName(servingSize, serving);
  const portions: PortionData[] = [{ name, ...unitIn(name), ...serving, origin: PortionOrigin.LABEL }];
  const whole = measureIn(quantity);
  if (whole && textOf(whole) !== textOf(serving) && !/\d\s*[x×*]\s*\d/i.test(quantity))
    portions.push({
      name: `1 package (${textOf(whole)})`,
      amount: 1,
      unit: "package",
      ...whole,
      origin: PortionOrigin.LABEL,
    });
  return portions;
}

/** "2 Tbsp (32 g)" → "2 tbsp", "28.3495g" → "1 serving (28.3495 g)", "1 ONZ (28 g)" → "1 oz". */
function servingName(text: string, serving: Measure): string {
  const words = text
    .replace(measures, " ")
    .replace(/[()[\]|=]+|(?<!\d)\/|\/(?!\d)/g, " ")
    .replace(/\b(onz|oza)\b/i, (code) => (code.toLowerCase() === "oza" ? "fl oz" : "oz"))
    .replace(/,? *\b(about|per container)\b/gi, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
  return /\p{L}/u.test(words) && /^\d/.test(words) ? words : `1 serving (${textOf(serving)})`;
}
