import type { PoolClient } from "pg";

/** Sources of which this transaction brought or changed a food. */
const changed = "select source from loaded_sources where imported_at = now()";

/** Counts the foods of each category and brand anew, so that no reader makes the database count two million of them. */
export async function countFacets(client: PoolClient): Promise<void> {
  await client.query(`delete from facets where source in (${changed})`);
  // Of several spellings that differ in capitals alone the commonest is shown.
  await client.query(`
    insert into facets (field, key, source, name, foods)
      select field, lower(value), source, mode() within group (order by value), count(*)
      from foods, lateral (values ('category', category), ('brand', brand)) as facet (field, value)
      where value is not null and owner_id is null and retired_at is null and source in (${changed})
      group by field, lower(value), source`);
}
