import type { Statements, Viewer } from "../context.js";
import type { Allergen, AllergenPresence, AllergenStatement } from "./Allergen.js";
import type { LabelFacts } from "./amounts/Nutrition.js";
import { type Portion, type PortionData, portionViews } from "./amounts/Portion.js";
import type { CarbohydrateBasis } from "./CarbohydrateBasis.js";
import type { Diet, DietStatement } from "./Diet.js";
import type { EnergyBasis } from "./EnergyBasis.js";
import type { FoodKind } from "./Food.js";
import { type FoodSource, foodSourceOf } from "./FoodSource.js";
import { columnOf, nutrientNames } from "./Nutrients.js";
import type { Preparation } from "./Preparation.js";
import type { RuleName } from "./plausibility.js";
import { type QualityFlag, qualityOf } from "./QualityFlag.js";
import { remembered } from "./remembered.js";
import type { SearchMemory } from "./search/SearchMemory.js";
import { type SourceKey, sources } from "./sources.js";

/** A food as all doors show it. Search and look-up read it with one statement each; no entity is built on the way. */
export interface FoodView {
  readonly globalId: string;
  readonly name: string;
  readonly sourceName: string;
  readonly slug: string;
  readonly url: string;
  readonly kind: FoodKind;
  readonly synonyms: readonly string[];
  readonly category: string | null;
  readonly preparation: Preparation | null;
  readonly brand: string | null;
  readonly brandOwner: string | null;
  readonly gtin: string | null;
  readonly gtins: readonly string[];
  readonly ingredients: string | null;
  readonly allergenStatements: readonly AllergenStatement[];
  readonly dietStatements: readonly DietStatement[];
  readonly markets: readonly string[];
  readonly language: string | null;
  readonly per: string;
  readonly sourceLabel: string;
  readonly foodSource: FoodSource | null;
  /** Label nutrients as they are stored, in the quantity named by `per`. */
  readonly facts: LabelFacts | null;
  readonly portionViews: readonly Portion[] | null;
  readonly serving: Portion | null;
  /** Every nutrient that the source states, by id, in the quantity named by `per`. */
  readonly panel: Panel | null;
  readonly quality: readonly QualityFlag[];
  readonly retiredAt: Date | null;
}

export interface Panel {
  readonly ids: readonly number[];
  readonly amounts: readonly number[];
}

/** What costs something to read, and so is read only when asked for. */
export type Part =
  | "nutrition"
  | "nutrients"
  | "portions"
  | "serving"
  | "source"
  | "ingredients"
  | "allergens"
  | "diets";

/** What reading needs to know: where, for whom, and which origin the links have. */
export interface Reader {
  readonly pool: Statements;
  /** Sees the catalogue, and the own foods of this user alone. */
  readonly viewer: Viewer | null;
  readonly publicUrl: string;
  /** What earlier searches have read; absent where nothing lasts from one to the next. */
  readonly memory?: SearchMemory;
}

const columns = `f.id, f.name, f.source_name as "sourceName", f.slug, f.kind, f.synonyms, f.category, f.preparation,
  f.brand, f.brand_owner as "brandOwner", f.gtins, f.markets, f.language, f.per, f.source, f.source_id, f.flags,
  to_json(f.retired_at) as "retiredAt"`;

const partColumns: Record<Part, string> = {
  nutrition: ["energyKj", ...nutrientNames].map((name) => `f.${columnOf(name)} as "${name}"`).join(", "),
  nutrients: `f.nutrient_ids as "nutrientIds", f.nutrient_amounts as "nutrientAmounts"`,
  portions: "f.portions",
  serving: "f.portions -> 0 as serving",
  source: `f.release, to_json(f.imported_at) as "importedAt", f.energy_basis as "energyBasis",
    f.carbohydrate_basis as "carbohydrateBasis"`,
  ingredients: "f.ingredients",
  allergens: "f.allergens",
  diets: "f.diets",
};

const partNames = Object.keys(partColumns) as Part[];

/** An operation asks for the same set again and again. */
const keys = new WeakMap<ReadonlySet<Part>, string>();

/** Ends the name of a statement whose text depends on the parts: PostgreSQL keeps one plan per name of 63 characters. */
export function partsKey(parts: ReadonlySet<Part>): string {
  const known = keys.get(parts);
  if (known !== undefined) return known;
  const key = partNames.map((part) => (parts.has(part) ? "1" : "0")).join("");
  keys.set(parts, key);
  return key;
}

/** The columns of `foods f` for the parts asked for, to stand after `select`. */
export const columnsFor = (parts: ReadonlySet<Part>): string => columnsOf(partsKey(parts));

const columnsOf = remembered((key) =>
  [columns, ...partNames.filter((_, at) => key[at] === "1").map((part) => partColumns[part])].join(", "),
);

/** A row with the columns of `columnsFor`. */
export interface FoodRow extends LabelFacts {
  readonly id: number;
  readonly name: string;
  readonly sourceName: string;
  readonly slug: string;
  readonly kind: FoodKind;
  readonly synonyms: string[];
  readonly category: string | null;
  readonly preparation: Preparation | null;
  readonly brand: string | null;
  readonly brandOwner: string | null;
  readonly gtins: string[];
  readonly markets: string[];
  readonly language: string | null;
  readonly per: string;
  readonly source: SourceKey;
  readonly source_id: string;
  readonly flags: RuleName[];
  /** ISO 8601. */
  readonly retiredAt: string | null;
  readonly ingredients?: string | null;
  readonly allergens?: Partial<Record<Allergen, AllergenPresence>>;
  readonly diets?: Partial<Record<Diet, boolean>>;
  readonly nutrientIds?: number[];
  readonly nutrientAmounts?: number[];
  readonly portions?: PortionData[];
  readonly serving?: PortionData | null;
  readonly release?: string;
  readonly importedAt?: string;
  readonly energyBasis?: EnergyBasis | null;
  readonly carbohydrateBasis?: CarbohydrateBasis | null;
}

export function viewOf(row: FoodRow, publicUrl: string): FoodView {
  return {
    globalId: `food_${row.id}`,
    name: row.name,
    sourceName: row.sourceName,
    slug: row.slug,
    url: `${publicUrl}/foods/${row.slug}`,
    kind: row.kind,
    synonyms: row.synonyms,
    category: row.category,
    preparation: row.preparation,
    brand: row.brand,
    brandOwner: row.brandOwner,
    gtin: row.gtins[0] ?? null,
    gtins: row.gtins,
    ingredients: row.ingredients ?? null,
    allergenStatements: allergensOf(row),
    dietStatements: dietsOf(row),
    markets: row.markets,
    language: row.language,
    per: row.per,
    sourceLabel: sources[row.source].label(row.source_id),
    foodSource: sourceOf(row),
    facts: row.energyKcal === undefined ? null : row,
    portionViews: row.portions ? portionViews(row.id, row.portions) : null,
    serving: row.serving ? portionViews(row.id, [row.serving])[0]! : null,
    panel: row.nutrientIds ? { ids: row.nutrientIds, amounts: row.nutrientAmounts! } : null,
    quality: qualityOf(row.flags),
    retiredAt: row.retiredAt === null ? null : new Date(row.retiredAt),
  };
}

function allergensOf({ allergens = {} }: FoodRow): AllergenStatement[] {
  return Object.entries(allergens).map(([allergen, presence]) => ({
    allergen: allergen as Allergen,
    presence,
  }));
}

function dietsOf({ diets = {} }: FoodRow): DietStatement[] {
  return Object.entries(diets).map(([diet, suits]) => ({ diet: diet as Diet, suits }));
}

function sourceOf(row: FoodRow) {
  const {
    source,
    source_id: sourceId,
    release,
    importedAt,
    energyBasis = null,
    carbohydrateBasis = null,
  } = row;
  if (release === undefined || importedAt === undefined) return null;
  return foodSourceOf({ source, sourceId, release, importedAt, energyBasis, carbohydrateBasis });
}
