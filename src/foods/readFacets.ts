import type { Statements } from "../context.js";
import type { SourceKey } from "./sources.js";

export interface FacetSearch {
  readonly field: "category" | "brand";
  /** How the names begin, whatever their capitals; empty for all. */
  readonly prefix: string;
  /** Null for all sources, merged. */
  readonly source: SourceKey | null;
  /** Only keys behind this one; empty for all. */
  readonly behind: string;
  readonly most: number;
}

export interface FacetRow {
  /** The name in small letters, by which the list is ordered. */
  readonly key: string;
  readonly name: string;
  readonly foods: number;
}

/** Categories or brands by name, as the last import counted them. */
export async function readFacets(pool: Statements, search: FacetSearch): Promise<FacetRow[]> {
  const { field, prefix, source, behind, most } = search;
  const pattern = `${prefix.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  // Without a name: a plan for any pattern would not look up the prefix in the index.
  const { rows } = await pool.query<FacetRow>({
    text: `select key, (array_agg(name order by foods desc))[1] as name, sum(foods)::int as foods from facets
           where field = $1 and key like $2 and key > $3 and ($4::text is null or source = $4)
           group by key order by key limit $5`,
    values: [field, pattern, behind, source, most],
  });
  return rows;
}
