import { kjPerKcal } from "../amounts/Nutrition.js";
import { barcodesOf, readGtin } from "../barcode.js";
import { CarbohydrateBasis } from "../CarbohydrateBasis.js";
import { EnergyBasis } from "../EnergyBasis.js";
import { FoodKind } from "../Food.js";
import type { Nutrients } from "../Nutrients.js";
import type { FoodData } from "./FoodData.js";
import { figureIn } from "./figureIn.js";
import { carbohydrates, energyKcal, panelOf, tidy } from "./offNutrients.js";
import { perOf, portionsOf } from "./offPortions.js";
import type { OffProduct } from "./offProduct.js";
import { allergensOf, categoryOf, dietsOf, marketsOf } from "./offTags.js";
import type { Refusals } from "./Refusals.js";
import { clean, energyKjId, nutritionOf as labelOf } from "./usda.js";
import { displayName } from "./usdaProduct.js";

/** Labels there count fibre as carbohydrate; everywhere else they leave it out. */
const fiberIncluded = new Set(["US", "CA"]);

/** A product as a food; null, with the reason among `refused`, where it is none that can be kept. */
export function fromOpenFoodFacts(product: OffProduct, release: string, refused: Refusals): FoodData | null {
  const name = plain(product.name);
  const key = keyOf(product.code);
  const example = `${product.code} ${name}`.trim().slice(0, 100);
  if (key === null) return refuse("product whose code is no barcode", example);
  if (name === "") return refuse("product without a name", example);

  const per = perOf(product);
  const markets = marketsOf(product.countries, (tag) =>
    refused.add("country that has no code", `${tag} of ${product.code}`),
  );
  const figures = figuresOf(product, refused);
  const basis = carbohydrateBasisOf(figures, markets);
  const panel = panelOf(figures, per, basis);
  const brands = product.brands.split(",").map(plain).filter(Boolean);
  const isShown = (other: string) => other && other.toLowerCase() !== name.toLowerCase();
  return {
    source: "openfoodfacts",
    sourceKey: key,
    sourceId: product.code,
    release,
    published: isoOf(product.modified),
    kind: FoodKind.BRANDED,
    name: displayName(name),
    sourceName: clean(product.name),
    synonyms: [...new Set(product.otherNames.map(plain).filter(isShown))],
    category: categoryOf(product.categories),
    preparation: null,
    brand: brands[0] ?? null,
    brandOwner: plain(product.brandOwner) || null,
    gtins: barcodesOf(key),
    ingredients: plain(product.ingredients) || null,
    allergens: allergensOf(product.allergens, product.traces, product.labels, (tag) =>
      refused.add("allergen that is none of the fourteen", `${tag} of ${product.code}`),
    ),
    diets: dietsOf(product.labels, product.ingredientsAnalysis),
    markets,
    language: /^[a-z]{2}$/.test(product.language) ? product.language : null,
    per,
    nutrition: nutritionOf(panel),
    energyKj: panel.get(energyKjId) ?? null,
    energyBasis: panel.has(energyKcal)
      ? EnergyBasis.STATED
      : panel.has(energyKjId)
        ? EnergyBasis.CONVERTED
        : null,
    carbohydrateBasis: basis,
    panel,
    portions: portionsOf(product),
  };

  function refuse(reason: string, of: string): null {
    refused.add(reason, of);
    return null;
  }
}

/** The code in the form of a barcode, so that a release that pads it otherwise means the same product. */
function keyOf(code: string): string | null {
  const digits = /^\d{1,24}$/.test(code) ? code.replace(/^0+/, "") : "";
  if (digits === "" || digits.length > 14) return null;
  return readGtin(digits.padStart(digits.length <= 8 ? 8 : digits.length === 14 ? 14 : 13, "0"));
}

/** The figures that can be read. A negative one, or one that is no number, is unknown and counted. */
function figuresOf({ code, amounts, nutritionPer }: OffProduct, refused: Refusals): Map<string, number> {
  const figures = new Map<string, number>();
  for (const [name, amount] of amounts) {
    if (amount === "" || amount === null || amount === undefined) continue;
    const number = figureIn(amount);
    const example = `${name} ${String(amount).slice(0, 20)} of ${code}`;
    if (!Number.isFinite(number)) refused.add("figure that is no number", example);
    else if (number < 0) refused.add("negative figure", example);
    else figures.set(name, number);
  }
  if (figures.size === 0 && nutritionPer === "serving")
    refused.add("figures per serving alone, with no weight of it", code);
  return figures;
}

/** kcal of the kJ where those alone are stated, and carbohydrate of the basis that is kept with it. */
function nutritionOf(panel: ReadonlyMap<number, number>): Nutrients {
  const nutrition = labelOf(panel);
  const [kj, carbohydrateG] = [panel.get(energyKjId), panel.get(carbohydrates)];
  if (kj !== undefined) nutrition.energyKcal ??= tidy(kj / kjPerKcal);
  if (carbohydrateG !== undefined) nutrition.carbohydrateG = carbohydrateG;
  return nutrition;
}

/** By the law of where it is sold; unknown where that is nowhere or on both sides. */
function carbohydrateBasisOf(
  figures: ReadonlyMap<string, number>,
  markets: readonly string[],
): CarbohydrateBasis | null {
  if (!figures.has("carbohydrates"))
    return figures.has("carbohydrates-total") ? CarbohydrateBasis.BY_DIFFERENCE : null;
  const included = markets.filter((market) => fiberIncluded.has(market)).length;
  if (markets.length === 0 || (included > 0 && included < markets.length)) return null;
  return included > 0 ? CarbohydrateBasis.BY_DIFFERENCE : CarbohydrateBasis.AVAILABLE;
}

/** Some texts are written as HTML. */
const entities: Readonly<Record<string, string>> = { quot: '"', amp: "&", lt: "<", gt: ">", "#39": "'" };
const plain = (text: string) => clean(text.replace(/&(quot|amp|lt|gt|#39);/g, (_, name) => entities[name]!));

/** Seconds since 1970 as ISO 8601; null for what is no date of this century, as typed and damaged figures are. */
function isoOf(seconds: number): string | null {
  const [first, last] = [Date.UTC(2000) / 1000, Date.UTC(2100) / 1000];
  return seconds >= first && seconds < last
    ? new Date(seconds * 1000).toISOString().replace(/\.\d+/, "")
    : null;
}
