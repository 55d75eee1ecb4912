import type { Pool } from "pg";
import type { EnergyBasis } from "./EnergyBasis.js";
import type { FoodKind } from "./Food.js";
import { type FoodSource, foodSourceOf } from "./FoodSource.js";
import { columnOf, type Nutrients, nutrientNames, shown } from "./Nutrients.js";
import { type SourceKey, sources } from "./sources.js";

/** A food as all doors show it. Search and look-up read it with one statement each; no entity is built on the way. */
export interface FoodView {
  readonly globalId: string;
  readonly name: string;
  readonly slug: string;
  readonly url: string;
  readonly kind: FoodKind;
  readonly synonyms: readonly string[];
  readonly category: string | null;
  readonly brand: string | null;
  readonly gtin: string | null;
  readonly ingredients: string | null;
  readonly per: string;
  readonly sourceLabel: string;
  readonly foodSource: FoodSource | null;
  readonly nutrition: Partial<Nutrients> | null;
  readonly portions: readonly PortionView[] | null;
  readonly serving: PortionView | null;
}

export interface PortionView {
  readonly name: string;
  readonly grams: number;
}

/** What costs something to read, and so is read only when asked for. */
export type Part = "nutrition" | "portions" | "serving" | "source" | "ingredients";

/** What reading needs to know: where, and which origin the links have. */
export interface Reader {
  readonly pool: Pool;
  readonly publicUrl: string;
}

const columns = `f.id, f.name, f.slug, f.kind, f.synonyms, f.category, f.brand, f.gtin, f.per, f.source, f.source_id`;

const portionsOf = `select p.name, p.grams from portions p where p.food_id = f.id order by p.position`;

const partColumns: Record<Part, string> = {
  nutrition: nutrientNames.map((name) => `f.${columnOf(name)} as "${name}"`).join(", "),
  portions: `(select coalesce(json_agg(p), '[]') from (${portionsOf}) p) as portions`,
  serving: `(select row_to_json(p) from (${portionsOf} limit 1) p) as serving`,
  source: `f.release, to_json(f.imported_at) as "importedAt", f.energy_basis as "energyBasis"`,
  ingredients: "f.ingredients",
};

/** The columns of `foods f` for the parts asked for, to stand after `select`. */
export function columnsFor(parts: ReadonlySet<Part>): string {
  return [columns, ...[...parts].sort().map((part) => partColumns[part])].join(", ");
}

/** Ends the name of a statement whose text depends on the parts: PostgreSQL keeps one plan per name. */
export const partsKey = (parts: ReadonlySet<Part>) => [...parts].sort().join("-");

type NutrientColumns = { readonly [name in keyof Nutrients]?: number | null };

/** A row with the columns of `columnsFor`. */
export interface FoodRow extends NutrientColumns {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly kind: FoodKind;
  readonly synonyms: string[];
  readonly category: string | null;
  readonly brand: string | null;
  readonly gtin: string | null;
  readonly per: string;
  readonly source: SourceKey;
  readonly source_id: string;
  readonly ingredients?: string | null;
  readonly portions?: PortionView[];
  readonly serving?: PortionView | null;
  readonly release?: string;
  readonly importedAt?: string;
  readonly energyBasis?: EnergyBasis | null;
}

export function viewOf(row: FoodRow, publicUrl: string): FoodView {
  return {
    globalId: `food_${row.id}`,
    name: row.name,
    slug: row.slug,
    url: `${publicUrl}/foods/${row.slug}`,
    kind: row.kind,
    synonyms: row.synonyms,
    category: row.category,
    brand: row.brand,
    gtin: row.gtin,
    ingredients: row.ingredients ?? null,
    per: row.per,
    sourceLabel: `${sources[row.source].name} ${row.source_id}`,
    foodSource: sourceOf(row),
    nutrition: row.energyKcal === undefined ? null : shown(row),
    portions: row.portions ?? null,
    serving: row.serving ?? null,
  };
}

function sourceOf({ source, source_id: sourceId, release, importedAt, energyBasis = null }: FoodRow) {
  if (release === undefined || importedAt === undefined) return null;
  return foodSourceOf({ source, sourceId, release, importedAt, energyBasis });
}

/** The one food with this id, slug or barcode, or null. */
export async function findFood(
  { pool, publicUrl }: Reader,
  column: "id" | "slug" | "gtin",
  value: number | string,
  parts: ReadonlySet<Part>,
): Promise<FoodView | null> {
  const { rows } = await pool.query<FoodRow>({
    name: `food-by-${column}-${partsKey(parts)}`,
    text: `select ${columnsFor(parts)} from foods f where f.${column} = $1 order by f.id limit 1`,
    values: [value],
  });
  return rows[0] ? viewOf(rows[0], publicUrl) : null;
}
