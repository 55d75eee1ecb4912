import { type PortionData, PortionOrigin, unitIn } from "../amounts/Portion.js";
import type { Refusals } from "./Refusals.js";

/** A row of food_portion.csv. Each of the three sets says the measure in columns of its own. */
export interface UsdaPortion {
  /** `seq_num`, the order in which the set lists the portions of a food; not that of the file. */
  readonly place: number;
  /** Empty in FNDDS, where `description` says it all. */
  readonly amount: string;
  /** From measure_unit.csv; "undetermined" in SR Legacy, where `modifier` holds the measure. */
  readonly unit: string;
  readonly description: string;
  /** A code in FNDDS. */
  readonly modifier: string;
  readonly grams: number;
}

/** Adds a portion to those of a food, or counts why it is none. */
export function addPortion(
  portions: UsdaPortion[],
  portion: UsdaPortion,
  fdcId: string,
  refused: Refusals,
): void {
  const { grams, amount, description, modifier } = portion;
  const example = `${description || modifier} of ${fdcId}`;
  if (!(grams > 0 && grams < Infinity)) refused.add("portion that weighs nothing", example);
  else if (amount !== "" && !(Number(amount) > 0)) refused.add("portion of an unknown amount", example);
  else portions.push(portion);
}

type Weighed = PortionData & { readonly grams: number };

/** What FNDDS assumes when a person ate the food and did not say how much. */
const unspecified = /^Quantity not specified/;
/** Yields of a laboratory, which nobody eats by. */
const notAMeasure = /^(paired|dripping|orig) /;
/** Nobody's first idea of a serving. */
const awkward = /^1 (oz|fl oz|lb|quart|gallon|cubic inch)\b|\byields?\b|^(Guideline|Topping|Skin|Juice)\b/i;
const heaviestServing = 500;
const abbreviation = /^(oz|lb|fl oz)$|s$/;

/** The portions of a food as people say them, the likeliest serving first. */
export function portionsOf(rows: readonly UsdaPortion[]): PortionData[] {
  const portions: Weighed[] = [];
  let usualGrams: number | null = null;
  for (const row of rows.toSorted((a, b) => a.place - b.place)) {
    if (unspecified.test(row.description)) usualGrams ??= row.grams;
    else if (!notAMeasure.test(row.unit))
      portions.push({ name: nameOf(row), ...measureOf(row), grams: row.grams, origin: PortionOrigin.SOURCE });
  }
  const first = usualGrams === null ? sensible(portions) : nearest(portions, usualGrams);
  return first ? [first, ...portions.filter((portion) => portion !== first)] : portions;
}

function sensible(portions: readonly Weighed[]): Weighed | undefined {
  return portions.find(({ name, grams }) => grams <= heaviestServing && !awkward.test(name));
}

function nearest(portions: readonly Weighed[], usualGrams: number): Weighed | undefined {
  const distance = ({ grams }: Weighed) => Math.abs(Math.log(grams / usualGrams));
  const [first] = portions
    .filter(({ name }) => !awkward.test(name))
    .sort((a, b) => distance(a) - distance(b));
  return first;
}

/** Amount, unit and what is said about it, where the set tells them apart or its text begins with a number. */
function measureOf({ amount, unit, description, modifier }: UsdaPortion): Partial<PortionData> {
  if (amount !== "" && unit !== "undetermined" && unit !== "each") {
    const said = [description, modifier].map(tidy).filter(Boolean).join(", ");
    return { amount: Number(amount), unit: unit.toLowerCase(), ...(said && { modifier: said }) };
  }
  return unitIn(amount === "" ? tidy(description) : `${Number(amount)} ${tidy(modifier)}`);
}

function nameOf({ amount, unit, description, modifier }: UsdaPortion): string {
  if (amount === "") return tidy(description);
  const count = String(Number(amount));
  const detail = [description, modifier]
    .map((text) => text.trim())
    .filter(Boolean)
    .join(", ");
  if (unit === "undetermined") return tidy(`${count} ${detail}`);
  if (unit === "each") return tidy(`${count} ${/^\d/.test(detail) ? `(${detail})` : detail || "piece"}`);
  const measure = Number(count) > 1 && !abbreviation.test(unit) ? `${unit}s` : unit;
  const rest = /^\d/.test(detail) ? ` (${detail})` : detail && `, ${detail.toLowerCase()}`;
  return tidy(`${count} ${measure.toLowerCase()}${rest}`);
}

/** NLEA is the law behind the label, not a word that people use. */
function tidy(name: string): string {
  return name
    .replace(/\s+/g, " ")
    .replace(/ ?\( ?/g, " (")
    .replace(/ \)/g, ")")
    .replace(/ \(1 NLEA serving\)|,? \bNLEA\b(?! serving)|\bNLEA (?=serving)/gi, "")
    .replace(/^1 serving (\d.*)$/i, "1 serving ($1)")
    .replace(/^(.+) \(\1\)$/, "$1")
    .trim();
}
