import type { PoolClient } from "pg";

/** Sources of which this transaction brought or changed a food. */
const changed = "select source from loaded_sources where imported_at = now()";

/** Counts the foods of each source, category and brand anew, so that no reader makes the database count two million of them. */
export async function countFacets(client: PoolClient): Promise<void> {
  await client.query(`delete from facets where source in (${changed})`);
  // One reading of the foods counts all; of spellings that differ in capitals alone the commonest is shown.
  await client.query(`
    with counted as (
      select case when grouping(category) = 0 then 'category' when grouping(brand) = 0 then 'brand' end as field,
        coalesce(category, brand) as value, source, count(*)::int as foods
      from foods
      where owner_id is null and retired_at is null and source in (${changed})
      group by grouping sets ((category, source), (brand, source), (source))
    ), noted as (
      update loaded_sources set foods = counted.foods from counted
      where field is null and counted.source = loaded_sources.source
    )
    insert into facets (field, key, source, name, foods)
      select field, lower(value), source, (array_agg(value order by foods desc, value))[1], sum(foods)
      from counted
      where value is not null
      group by field, lower(value), source`);
}
