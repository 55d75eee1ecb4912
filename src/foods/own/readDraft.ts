import { type UserError, UserErrorCode } from "../../users/UserError.js";
import { kjPerKcal } from "../amounts/Nutrition.js";
import { type PortionData, PortionOrigin, unitIn } from "../amounts/Portion.js";
import { EnergyBasis } from "../EnergyBasis.js";
import { FoodKind } from "../Food.js";
import type { FoodData } from "../import/FoodData.js";
import { labelPanelOf } from "../import/usda.js";
import { Nutrients, nutrientNames } from "../Nutrients.js";
import { type Draft, type GivenNutrition, type GivenPortion, NutritionBasis } from "./FoodInput.js";

/** All that makes a food: what the user says of it, and what the catalogue keeps beside that. */
type Told = Omit<FoodData, "sourceKey" | "sourceId" | "release">;

const longest = { name: 200, brand: 100, ingredients: 5000, portion: 100 };
const mostPortions = 20;
const mostAmount = 1_000_000;
/** The serving that figures were given for. */
const servingName = "1 serving";

/** Reads what a user says about a food; figures are kept unrounded, per 100 g or 100 ml. */
export function readDraft(draft: Draft): { food: Told; problems: UserError[] } {
  const problems: UserError[] = [];
  const tell = (field: string, message: string) =>
    void problems.push({ field, code: UserErrorCode.INVALID, message });

  function text(field: string, given: string | null | undefined, most: number): string | null {
    const value = (given ?? "").normalize("NFC").replace(/\s+/g, " ").trim();
    if (value.length > most) tell(field, `It has ${value.length} characters; at most ${most} are allowed.`);
    if (/[\p{Cc}\p{Cs}]/u.test(value)) tell(field, "It holds control characters; only text is allowed.");
    return value || null;
  }

  function amount(field: string, given: number | null | undefined, least = 0): number | null {
    if (given == null) return null;
    if (given < least || given > mostAmount || (least > 0 && given === 0))
      tell(field, `It is ${given}; it must be from ${least} to ${mostAmount}.`);
    return given;
  }

  const name = text("name", draft.name, longest.name);
  if (name === null) tell("name", "A food needs a name.");

  function portion({ name, grams, millilitres }: GivenPortion, at: number): PortionData {
    const field = `portions.${at}`;
    const said = text(`${field}.name`, name, longest.portion);
    if (said === null) tell(`${field}.name`, 'A portion needs a name, such as "1 slice".');
    const [weight, volume] = [
      amount(`${field}.grams`, grams, 0.001),
      amount(`${field}.millilitres`, millilitres, 0.001),
    ];
    if (weight === null && volume === null) tell(field, "Give its grams, its millilitres or both.");
    return {
      name: said ?? "",
      ...unitIn(said ?? ""),
      ...(weight !== null && { grams: weight }),
      ...(volume !== null && { millilitres: volume }),
      origin: PortionOrigin.OWNER,
    };
  }

  const given: Partial<GivenNutrition> = draft.nutrition ?? {};
  const isServing = given.per === NutritionBasis.SERVING;
  const servingGrams = amount("nutrition.servingGrams", given.servingGrams, 0.001);
  if (isServing && servingGrams === null)
    tell("nutrition.servingGrams", "Figures per serving need the weight of the serving.");
  if (!isServing && servingGrams !== null) tell("nutrition.servingGrams", "It goes with per: SERVING alone.");
  const factor = isServing && servingGrams ? 100 / servingGrams : 1;
  const scaled = (field: string, value: number | null | undefined) => {
    const known = amount(`nutrition.${field}`, value);
    return known === null ? null : known * factor;
  };
  const nutrition = new Nutrients();
  for (const nutrient of nutrientNames) nutrition[nutrient] = scaled(nutrient, given[nutrient]);
  const energyKj = scaled("energyKj", given.energyKj);
  const isConverted = nutrition.energyKcal === null && energyKj !== null;
  if (isConverted) nutrition.energyKcal = energyKj / kjPerKcal;

  // The serving of former figures goes with them.
  const told = (draft.portions ?? []).filter(({ name }) => !isServing || name !== servingName);
  if (told.length > mostPortions)
    tell("portions", `There are ${told.length} portions; at most ${mostPortions} are allowed.`);
  const portions = told.slice(0, mostPortions).map(portion);
  if (isServing && servingGrams) portions.unshift(portion({ name: servingName, grams: servingGrams }, 0));

  const food: Told = {
    source: "custom",
    published: null,
    kind: FoodKind.CUSTOM,
    name: name ?? "",
    sourceName: name ?? "",
    synonyms: [],
    category: null,
    preparation: null,
    brand: text("brand", draft.brand, longest.brand),
    brandOwner: null,
    gtins: draft.gtin ? [draft.gtin] : [],
    ingredients: text("ingredients", draft.ingredients, longest.ingredients),
    allergens: {},
    diets: {},
    markets: [],
    language: null,
    per: given.per === NutritionBasis.HUNDRED_MILLILITRES ? "100 ml" : "100 g",
    nutrition,
    energyKj,
    energyBasis: basisOf(nutrition, isConverted),
    carbohydrateBasis: null,
    panel: labelPanelOf(nutrition, energyKj),
    portions,
  };
  return { food, problems };
}

function basisOf({ energyKcal }: Nutrients, isConverted: boolean): EnergyBasis | null {
  if (energyKcal === null) return null;
  return isConverted ? EnergyBasis.CONVERTED : EnergyBasis.STATED;
}
