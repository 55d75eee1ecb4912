import { BadInput } from "../../errors.js";
import { Conversion } from "./Conversion.js";
import { type Portion, PortionOrigin } from "./Portion.js";
import { sizeOf, UnitSystem, unitName, unitNamesOf } from "./units.js";

/** What has to be known of a food to measure it. */
export interface Measurable {
  readonly name: string;
  /** What its figures are for: "100 g" or "100 ml". */
  readonly per: string;
  readonly portions: readonly Portion[];
}

export interface Amount {
  readonly amount?: number | null;
  readonly unit?: string | null;
  readonly portionId?: string | null;
  readonly system?: UnitSystem | null;
}

export interface Measured {
  /** How many times the quantity named by `per` it is. */
  readonly factor: number;
  readonly grams: number | null;
  readonly millilitres: number | null;
  readonly conversion: Conversion;
  /** The portion that told it. */
  readonly portion: Portion | null;
}

/** A tonne of food in grams; more is a slip of the keyboard. */
const mostAmount = 1_000_000;
/** Honey and syrups weigh 1.42 g/ml; a spoon of them on a label is rounded to a gram. */
const densestGramsPerMl = 1.6;
/** "1 cup, dry, yields" is a cup of something else. Cream of which a cup "(yields 2 cups whipped)" does fill it. */
const yields = /(?<!\()\byields?\b/i;
/** What people call one of a food, when its source calls it by size. */
const pieces = ["piece", "each", "whole", "item", "unit", "medium", "large", "small"];

/**
 * How much of a food an amount is. In this order: a weight; a portion of the food's own; a volume by the food's own
 * density; the serving on the label. What none of them tells is refused: a guess of 1 g/ml is wrong for most food.
 */
export function measure(food: Measurable, { amount, unit, portionId, system }: Amount): Measured {
  const basis = food.per === "100 ml" ? "millilitres" : "grams";
  if (amount == null && unit == null && portionId == null) {
    return {
      factor: 1,
      grams: null,
      millilitres: null,
      [basis]: 100,
      conversion: Conversion.NONE,
      portion: null,
    };
  }
  const count = amount ?? 1;
  if (!(count > 0 && count <= mostAmount))
    throw new BadInput(`amount is ${count}; it must be above 0 and at most ${mostAmount}.`);
  if (portionId != null) {
    if (unit != null) throw new BadInput("Give unit or portionId, not both.");
    return byPortion(food, portionOf(food, portionId), count, Conversion.PORTION);
  }
  return byUnit(food, count, unit ?? (basis === "grams" ? "g" : "ml"), system ?? null);
}

function byUnit(food: Measurable, amount: number, text: string, system: UnitSystem | null): Measured {
  const unit = unitName(text);
  const size = sizeOf(unit, system ?? UnitSystem.US_CUSTOMARY);
  if (size?.grams) return inBasis(food, text, { grams: amount * size.grams }, Conversion.MASS);
  if (unit === "serving") return byServing(food, amount, text);
  const own = portionIn(food, unit);
  // Who names a system does not mean the cup of the source.
  if (own && !(size && system)) return byPortion(food, own, amount / (own.amount ?? 1), Conversion.PORTION);
  if (size?.millilitres)
    return inBasis(food, text, { millilitres: amount * size.millilitres }, Conversion.VOLUME);
  throw refusal(food, text);
}

function byServing(food: Measurable, amount: number, text: string): Measured {
  const onLabel = food.portions.find(({ origin }) => origin === PortionOrigin.LABEL);
  if (onLabel) return byPortion(food, onLabel, amount, Conversion.LABEL_SERVING);
  const own = portionIn(food, "serving");
  if (own) return byPortion(food, own, amount / (own.amount ?? 1), Conversion.PORTION);
  const usual = food.portions[0];
  if (!usual) throw refusal(food, text);
  return byPortion(food, usual, amount, Conversion.PORTION);
}

function byPortion(food: Measurable, portion: Portion, count: number, conversion: Conversion): Measured {
  const grams = portion.grams === null ? undefined : count * portion.grams;
  const millilitres = portion.millilitres === null ? undefined : count * portion.millilitres;
  return inBasis(food, portion.name, { grams, millilitres }, conversion, portion);
}

interface Quantity {
  readonly grams?: number | undefined;
  readonly millilitres?: number | undefined;
}

function inBasis(
  food: Measurable,
  asked: string,
  { grams, millilitres }: Quantity,
  conversion: Conversion,
  portion: Portion | null = null,
): Measured {
  const basis = food.per === "100 ml" ? millilitres : grams;
  if (basis !== undefined) {
    return {
      factor: basis / 100,
      grams: grams ?? null,
      millilitres: millilitres ?? null,
      conversion,
      portion,
    };
  }
  const density = densityOf(food);
  if (!density) throw refusal(food, asked);
  const weight = grams ?? millilitres! * density.gramsPerMl;
  const volume = millilitres ?? grams! / density.gramsPerMl;
  return {
    factor: (food.per === "100 ml" ? volume : weight) / 100,
    grams: weight,
    millilitres: volume,
    conversion: Conversion.DENSITY,
    portion: density.portion,
  };
}

function portionOf({ portions }: Measurable, id: string): Portion {
  const portion = portions.find((one) => one.id === id);
  if (portion) return portion;
  const known = portions.slice(0, 10).map((one) => `${one.id} (${one.name})`);
  throw new BadInput(
    `This food has no portion ${JSON.stringify(id.slice(0, 60))}. It has: ${known.join(", ") || "none"}.`,
  );
}

/** The food's own portion in this unit: one without a remark such as "chopped", else the first. */
function portionIn(food: Measurable, unit: string): Portion | undefined {
  const isVolume = sizeOf(unit, UnitSystem.US_CUSTOMARY)?.millilitres !== undefined;
  const inUnit = food.portions.filter(
    (one) => one.unit !== null && unitName(one.unit) === unit && (!isVolume || fillsItsMeasure(one)),
  );
  const plain = inUnit.find(({ modifier }) => modifier === null) ?? inUnit[0];
  return plain ?? (unit === "piece" || unit === "each" ? pieceOf(food) : undefined);
}

/** One of the food: its usual serving if that is one, else the portion with the likeliest word for it. */
function pieceOf({ name, portions }: Measurable): Portion | undefined {
  const own =
    name
      .toLowerCase()
      .match(/\p{L}+/gu)
      ?.map(unitName) ?? [];
  const rank = ({ unit }: Portion) => (unit === null ? -1 : [...pieces, ...own].indexOf(unitName(unit)));
  const candidates = portions.filter((one) => rank(one) >= 0);
  return candidates.find(({ isDefault }) => isDefault) ?? candidates.sort((a, b) => rank(a) - rank(b))[0];
}

/** What a millilitre weighs, by a portion of which both are known. Heaped, chopped and melted food differ. */
function densityOf({ portions }: Measurable): { gramsPerMl: number; portion: Portion } | null {
  const known = portions.flatMap((portion) => {
    const millilitres = volumeOf(portion);
    if (!portion.grams || !millilitres || !fillsItsMeasure(portion)) return [];
    const gramsPerMl = portion.grams / millilitres;
    // Some labels say half a spoon of 14 g. What they say of that spoon tells nothing of a cup.
    return gramsPerMl > densestGramsPerMl ? [] : [{ gramsPerMl, portion }];
  });
  return known.find(({ portion }) => portion.modifier === null) ?? known[0] ?? null;
}

const fillsItsMeasure = ({ modifier }: Portion) => modifier === null || !yields.test(modifier);

function volumeOf({ millilitres, amount, unit, origin }: Portion): number | null {
  if (millilitres !== null || amount === null || unit === null) return millilitres;
  // On a label the law says how much a cup is, elsewhere custom does.
  const system = origin === PortionOrigin.LABEL ? UnitSystem.US_LABEL : UnitSystem.US_CUSTOMARY;
  const size = sizeOf(unitName(unit), system)?.millilitres;
  return size === undefined ? null : amount * size;
}

function refusal(food: Measurable, asked: string): BadInput {
  const { per, portions } = food;
  const hasDensity = densityOf(food) !== null;
  const measurable = portions.filter(
    (one) => hasDensity || (per === "100 ml" ? one.millilitres : one.grams) !== null,
  );
  const own = measurable.flatMap(({ unit }) => (unit === null ? [] : [unitName(unit)]));
  const taken = new Set([
    ...(per === "100 g" || hasDensity ? unitNamesOf("grams") : []),
    ...(per === "100 ml" || hasDensity ? unitNamesOf("millilitres") : []),
    ...own,
    ...(measurable.length > 0 ? ["serving"] : []),
  ]);
  return new BadInput(
    `Nobody states what ${JSON.stringify(asked.slice(0, 40))} of this food ${per === "100 ml" ? "holds" : "weighs"}. It takes ${[...taken].join(", ")}; or the id of a portion as portionId.`,
  );
}
