import type { Statements } from "../context.js";
import { type PublishedSource, sources } from "./sources.js";

interface LoadedRow {
  readonly source: PublishedSource;
  readonly release: string;
  readonly foods: number;
  /** ISO 8601. */
  readonly importedAt: string;
}

/** What is loaded of each source, the largest first. */
export async function loadedSources(pool: Statements) {
  const { rows } = await pool.query<LoadedRow>(
    `select source, release, foods, to_json(imported_at) as "importedAt" from loaded_sources order by foods desc, source`,
  );
  return rows.map(({ source, importedAt, ...loaded }) => {
    const { url, label, ...described } = sources[source];
    return { ...loaded, ...described, importedAt: new Date(importedAt) };
  });
}
