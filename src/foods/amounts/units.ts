// type-graphql needs it before the first decorator, and this may be the first type that a program loads.
import "reflect-metadata";
import { registerEnumType } from "type-graphql";

export enum UnitSystem {
  US_CUSTOMARY = "US_CUSTOMARY",
  US_LABEL = "US_LABEL",
  METRIC = "METRIC",
}

registerEnumType(UnitSystem, {
  name: "UnitSystem",
  description: "How large a household measure is.",
  valuesConfig: {
    US_CUSTOMARY: {
      description:
        "By NIST Handbook 44, Appendix C: tsp 4.929, tbsp 14.787, fl oz 29.574, cup 236.588 ml; oz 28.35 g.",
    },
    US_LABEL: {
      description:
        "As on US labels, 21 CFR 101.9(b)(5)(viii): tsp 5, tbsp 15, fl oz 30, cup 240 ml; oz 28 g.",
    },
    METRIC: {
      description: "As metric kitchens measure, by habit and no law: tsp 5, tbsp 15, cup 250 ml.",
    },
  },
});

type Size = Partial<Record<UnitSystem, number>>;

interface Unit {
  readonly name: string;
  readonly alsoCalled: readonly string[];
  readonly measures: "grams" | "millilitres";
  readonly size: Size;
}

const anywhere = (size: number): Size => ({ US_CUSTOMARY: size, US_LABEL: size, METRIC: size });

/** Every unit of weight and volume, its size in grams or millilitres. What `UnitSystem` says is where they come from. */
const units: readonly Unit[] = [
  { name: "g", alsoCalled: ["gram", "gramme"], measures: "grams", size: anywhere(1) },
  { name: "kg", alsoCalled: ["kilogram", "kilo"], measures: "grams", size: anywhere(1000) },
  { name: "mg", alsoCalled: ["milligram"], measures: "grams", size: anywhere(0.001) },
  {
    name: "oz",
    alsoCalled: ["ounce"],
    measures: "grams",
    size: { ...anywhere(28.349523125), US_LABEL: 28 },
  },
  { name: "lb", alsoCalled: ["pound"], measures: "grams", size: anywhere(453.59237) },
  { name: "ml", alsoCalled: ["millilitre", "milliliter"], measures: "millilitres", size: anywhere(1) },
  { name: "l", alsoCalled: ["litre", "liter"], measures: "millilitres", size: anywhere(1000) },
  {
    name: "tsp",
    alsoCalled: ["teaspoon"],
    measures: "millilitres",
    size: { ...anywhere(5), US_CUSTOMARY: 4.92892159375 },
  },
  {
    name: "tbsp",
    alsoCalled: ["tablespoon"],
    measures: "millilitres",
    size: { ...anywhere(15), US_CUSTOMARY: 14.78676478125 },
  },
  {
    name: "fl oz",
    alsoCalled: ["fluid ounce"],
    measures: "millilitres",
    size: { US_CUSTOMARY: 29.5735295625, US_LABEL: 30 },
  },
  {
    name: "cup",
    alsoCalled: [],
    measures: "millilitres",
    size: { US_CUSTOMARY: 236.5882365, US_LABEL: 240, METRIC: 250 },
  },
  { name: "pint", alsoCalled: [], measures: "millilitres", size: { US_CUSTOMARY: 473.176473 } },
  { name: "quart", alsoCalled: [], measures: "millilitres", size: { US_CUSTOMARY: 946.352946 } },
  { name: "gallon", alsoCalled: [], measures: "millilitres", size: { US_CUSTOMARY: 3785.411784 } },
];

const byName = new Map(units.flatMap((unit) => [unit.name, ...unit.alsoCalled].map((name) => [name, unit])));

export const unitNamesOf = (measures: Unit["measures"]): string[] =>
  units.filter((unit) => unit.measures === measures).map(({ name }) => name);

/** A unit in its one form, of whatever kind: "Tablespoons" is tbsp, "slices" is slice. */
export function unitName(text: string): string {
  const word = text
    .toLowerCase()
    .replace(/[\s.]+/g, " ")
    .trim();
  const one = word.replace(/(?<=[^aeiou\s])ies$/, "y").replace(/(?<=[^s\s])s$/, "");
  return (byName.get(word) ?? byName.get(one))?.name ?? one;
}

/** What one of a unit weighs or holds; null for a unit of neither kind, such as a slice, or of another system. */
export function sizeOf(
  name: string,
  system: UnitSystem,
): { readonly [of in Unit["measures"]]?: number } | null {
  const unit = byName.get(name);
  const size = unit?.size[system];
  return unit && size !== undefined ? { [unit.measures]: size } : null;
}
