import type { PoolClient } from "pg";
import type { FoodKind } from "../Food.js";
import { indexFoods } from "../indexFoods.js";
import { columnOf, nutrientNames } from "../Nutrients.js";
import { flagsOf } from "../plausibility.js";
import { searchColumns } from "../searchIndex.js";
import { slugOf } from "../slug.js";
import type { FoodData } from "./FoodData.js";

export interface LoadCounts {
  readonly read: number;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
}

const batchSize = 500;

/**
 * Brings foods of any source into the catalogue; the caller holds the transaction. A food is known again by
 * its source and its id there, and keeps its own id and slug.
 */
export async function loadFoods(
  client: PoolClient,
  foods: AsyncIterable<FoodData> | Iterable<FoodData>,
): Promise<LoadCounts> {
  await client.query("create temp table staged as select * from foods with no data");
  const { read, columns } = await stage(client, foods);
  const { kinds, ...counts } = await merge(client, columns);
  if (kinds.length > 0) {
    await noteWhatIsLoaded(client);
    await indexFoods(client, kinds);
  }
  await client.query("drop table staged");
  return { read, ...counts };
}

type Row = Record<string, unknown>;

/** A food as a row of the table `foods`. */
function rowOf(food: FoodData): Row {
  const { nutrition, panel, ...rest } = food;
  const stated = [...panel].sort(([a], [b]) => a - b);
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [columnOf(name), value])),
    ...Object.fromEntries(nutrientNames.map((name) => [columnOf(name), nutrition[name]])),
    nutrient_ids: stated.map(([id]) => id),
    nutrient_amounts: stated.map(([, amount]) => amount),
    flags: flagsOf(food),
    ...searchColumns(food),
    slug: slugOf(food.name),
  };
}

async function stage(
  client: PoolClient,
  foods: AsyncIterable<FoodData> | Iterable<FoodData>,
): Promise<{ read: number; columns: string[] }> {
  let read = 0;
  let columns: string[] = [];
  let batch: Row[] = [];
  const write = async () => {
    const sql = "insert into staged select * from jsonb_populate_recordset(null::staged, $1)";
    await client.query(sql, [JSON.stringify(batch)]);
    batch = [];
  };
  for await (const food of foods) {
    const row = rowOf(food);
    if (read === 0) columns = Object.keys(row).filter((name) => name !== "slug");
    batch.push(row);
    read += 1;
    if (batch.length === batchSize) await write();
  }
  await write();
  await client.query("analyze staged");
  return { read, columns };
}

interface Merged extends Omit<LoadCounts, "read"> {
  /** The kinds of the foods that changed, before and now. */
  readonly kinds: FoodKind[];
}

async function merge(client: PoolClient, columns: readonly string[]): Promise<Merged> {
  if (columns.length === 0) return { added: 0, updated: 0, unchanged: 0, kinds: [] };
  const list = columns.join(", ");
  const of = (table: string) => columns.map((column) => `${table}.${column}`).join(", ");
  const count = async (sql: string) => (await client.query(sql)).rowCount ?? 0;
  // A food that had no key of its own in an earlier release is still known by its id there.
  for (const name of ["source_key", "source_id"]) {
    await client.query(`update staged set id = foods.id from foods
      where staged.id is null and foods.source = staged.source and foods.${name} = staged.${name}`);
  }
  const unchanged = await count(`
    delete from staged using foods
    where foods.id = staged.id and (${of("foods")}) is not distinct from (${of("staged")})`);
  const { rows: changed } = await client.query<{ kind: FoodKind }>(
    "select kind from staged union select kind from foods where id in (select id from staged)",
  );
  const updated = await count(`
    update foods set (${list}, imported_at) = (${of("staged")}, now()) from staged where foods.id = staged.id`);
  // Of several new foods with the same slug the first gets it as it is.
  const added = await count(`
    insert into foods (${list}, slug)
    select ${list}, case when turn = 1 and not exists (select from foods where foods.slug = fresh.slug)
      then slug else slug || '-' || source_id end
    from (
      select *, row_number() over (partition by slug order by source, length(source_id), source_id) as turn
      from staged where id is null) as fresh
    order by source, length(source_id), source_id`);
  return { added, updated, unchanged, kinds: changed.map(({ kind }) => kind) };
}

/** What the `sources` query answers with. Only changed foods are still staged, and their sources. */
async function noteWhatIsLoaded(client: PoolClient): Promise<void> {
  await client.query(`
    insert into loaded_sources (source, release, foods, imported_at)
    select source, max(release), count(*), max(imported_at) from foods
    where source in (select source from staged) group by source
    on conflict (source) do update
      set (release, foods, imported_at) = (excluded.release, excluded.foods, excluded.imported_at)`);
}
