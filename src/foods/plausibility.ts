import { sizeOf, UnitSystem, unitName } from "./amounts/units.js";
import { hasRightCheckDigit } from "./barcode.js";
import { CarbohydrateBasis } from "./CarbohydrateBasis.js";
import type { FoodData } from "./import/FoodData.js";
import type { Nutrients } from "./Nutrients.js";

/** What of a food can be doubted. */
export type Figures = Pick<
  FoodData,
  "per" | "nutrition" | "energyKj" | "carbohydrateBasis" | "panel" | "gtins" | "portions"
>;

interface Rule {
  /** What a food that breaks it shows, for people. */
  readonly description: string;
  /** Who set the limit. */
  readonly origin: string;
  /** Never broken by a figure that is unknown. */
  readonly breaks: (food: Figures) => boolean;
}

/** Figures are rounded to a tenth of a gram each, so that a part may seem larger than its whole by as much. */
const roundingG = 0.1;
/** Honey and syrups, the densest foods, weigh 1.42 g/ml; 100 ml of them hold more than 100 g of anything. */
const densest = 1.45;
/** Sugar alcohols and alcohol, in the panel. */
const [polyols, alcohol] = [1086, 1018];
const millilitresOrGrams = 10_000;
/** "1 cup, dry, yields": measured before cooking and weighed after it. */
const yields = /\byields\b/;

const euRounding = "European Commission, guidance on tolerances (2012): amounts are rounded to 0.1 g";
const openFoodFacts = "the checks of Open Food Facts";

/** The rules of plausibility. A food that breaks one is shown as it is, with the doubt beside it. */
const rules = {
  PROTEIN_ABOVE_WHOLE: tooMuch("proteinG", "protein"),
  FAT_ABOVE_WHOLE: tooMuch("fatG", "fat"),
  CARBOHYDRATE_ABOVE_WHOLE: tooMuch("carbohydrateG", "carbohydrate"),
  FIBER_ABOVE_WHOLE: tooMuch("fiberG", "fibre"),
  MACROS_ABOVE_WHOLE: {
    description: "Protein, fat and carbohydrate together are more than 105 g in 100 g.",
    origin: `Arithmetic, with 5 g for rounding: a limit of wger and of ${openFoodFacts}`,
    breaks: ({ nutrition: { proteinG, fatG, carbohydrateG }, per }) =>
      (proteinG ?? 0) + (fatG ?? 0) + (carbohydrateG ?? 0) > 105 * densityOf(per),
  },
  SATURATED_FAT_ABOVE_FAT: partAbove("saturatedFatG", "fatG", "There is more saturated fat than fat."),
  SUGARS_ABOVE_CARBOHYDRATE: partAbove(
    "sugarsG",
    "carbohydrateG",
    "There are more sugars than carbohydrate.",
  ),
  ADDED_SUGARS_ABOVE_SUGARS: partAbove(
    "addedSugarsG",
    "sugarsG",
    "There are more added sugars than sugars in all.",
  ),
  SODIUM_ABOVE_SALT: {
    description: "There is more sodium than in pure salt, 40 g in 100 g.",
    origin: "EU regulation 1169/2011, Annex I: salt is sodium × 2.5",
    breaks: ({ nutrition: { sodiumMg }, per }) => (sodiumMg ?? 0) > 40_000 * densityOf(per),
  },
  ENERGY_ABOVE_FAT: {
    description: "There is more energy than in pure fat, 902 kcal in 100 g.",
    origin: "USDA Agriculture Handbook 74: at most 9.02 kcal/g, of animal fat",
    breaks: ({ nutrition: { energyKcal } }) => (energyKcal ?? 0) > 902,
  },
  ENERGY_OFF_MACROS: {
    description:
      "The energy is further than 30 % + 5 kcal from that of protein, fat and carbohydrate (4, 9 and 4 kcal/g).",
    origin: `EU regulation 1169/2011, Annex XIV (factors); a margin of wger and of ${openFoodFacts}`,
    breaks: energyOffMacros,
  },
  ENERGY_UNITS_MIXED_UP: {
    description: "Energy in kJ is not 3.9 to 4.5 times that in kcal; one of them may be in the other's unit.",
    origin: `1 kcal is 4.184 kJ; both are rounded, by up to 2 kJ, as ${openFoodFacts} allow`,
    breaks: ({ nutrition: { energyKcal: kcal }, energyKj: kj }) =>
      kcal !== null && kj !== null && (kj < 3.9 * kcal - 2 || kj > 4.5 * kcal + 2),
  },
  BARCODE_CHECK_DIGIT: {
    description:
      "The last digit of a barcode does not fit the others: it may be mistyped, or be a UPC-E, which counts otherwise.",
    origin: "GS1 General Specifications: check digit, modulo 10",
    breaks: ({ gtins }) => !gtins.every(hasRightCheckDigit),
  },
  PORTION_TOO_LARGE: {
    description: "A household measure weighs more than 10 kg or holds more than 10 l.",
    origin: "The heaviest measure of USDA is a whole turkey, 5.7 kg",
    breaks: ({ portions }) =>
      portions.some(({ grams = 0, millilitres = 0 }) => Math.max(grams, millilitres) > millilitresOrGrams),
  },
  PORTION_TOO_DENSE: {
    description:
      "A cup, spoon or other measure of volume weighs more than twice as much as of honey, the densest food; its amount may be wrong.",
    origin:
      "FAO/INFOODS Density Database 2.0: honey has 1.42 g/ml; twice that, for labels round to the nearest measure (21 CFR 101.9(b)(5))",
    breaks: ({ portions }) =>
      portions.some(
        ({ name, amount, unit, grams = 0 }) =>
          grams > 2 * densest * millilitresOf(amount, unit) && !yields.test(name),
      ),
  },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

export const ruleNames = Object.keys(rules) as RuleName[];

/** What is said about a rule: what a food that breaks it shows, and who set the limit. */
export const ruleTexts: Readonly<Record<RuleName, Pick<Rule, "description" | "origin">>> = rules;

/** The rules that the figures of a food break. They are never corrected nor hidden for it. */
export function flagsOf(food: Figures): RuleName[] {
  return ruleNames.filter((name) => rules[name].breaks(food));
}

/** What a number of cups and the like holds, on a US label; without end where it is no measure of volume. */
function millilitresOf(amount = 1, unit = ""): number {
  return amount * (sizeOf(unitName(unit), UnitSystem.US_LABEL)?.millilitres ?? Number.POSITIVE_INFINITY);
}

const densityOf = (per: Figures["per"]) => (per === "100 ml" ? densest : 1);

function tooMuch(nutrient: keyof Nutrients, name: string): Rule {
  return {
    description: `There is more than 100 g of ${name} in 100 g.`,
    origin: "Arithmetic; 100 ml may weigh up to 145 g, as honey does (FAO/INFOODS Density Database 2.0)",
    breaks: ({ nutrition, per }) => (nutrition[nutrient] ?? 0) > 100 * densityOf(per),
  };
}

function partAbove(part: keyof Nutrients, whole: keyof Nutrients, description: string): Rule {
  return {
    description,
    origin: `Arithmetic; ${euRounding}`,
    breaks: ({ nutrition }) => {
      const [least, most] = [nutrition[part], nutrition[whole]];
      return least !== null && most !== null && least > most + roundingG;
    },
  };
}

/**
 * Fibre is worth anything from 0 kcal/g to the 4 of other carbohydrate, so a food is off only where both are. What
 * has energy of its own, alcohol and sugar alcohols, is no carbohydrate of 4 kcal/g and is not judged.
 */
function energyOffMacros({ nutrition, panel, carbohydrateBasis }: Figures): boolean {
  const { energyKcal, proteinG, fatG, carbohydrateG, fiberG } = nutrition;
  if (energyKcal === null || proteinG === null || fatG === null || carbohydrateG === null) return false;
  if (energyKcal <= 13 || (panel.get(polyols) ?? 0) > 0 || (panel.get(alcohol) ?? 0) > 0) return false;
  const stated = 4 * proteinG + 9 * fatG + 4 * carbohydrateG;
  const fiber = 4 * (fiberG ?? 0);
  const apart = carbohydrateBasis === CarbohydrateBasis.AVAILABLE;
  const most = apart ? stated + fiber : stated;
  const least = apart ? stated : stated - Math.min(fiber, 4 * carbohydrateG);
  return energyKcal > 1.3 * most + 5 || energyKcal < 0.7 * least - 5;
}
