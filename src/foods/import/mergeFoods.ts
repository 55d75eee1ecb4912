import type { PoolClient } from "pg";
import type { FoodKind } from "../Food.js";
import type { Copied } from "./copyFoods.js";
import { columns, originColumns } from "./copyLine.js";
import type { LoadOptions } from "./loadFoods.js";

interface Merged {
  /** How many foods were staged, other versions of foods that went straight into the catalogue left out. */
  readonly foods: number;
  /** Rows of the catalogue that were written, be it with the release alone. */
  readonly written: number;
  readonly added: number;
  readonly updated: number;
  readonly retired: number;
  /** The kinds of food of which others can be found now than before. */
  readonly kinds: FoodKind[];
}

const list = columns.join(", ");
const contentColumns = columns.filter((column) => !originColumns.includes(column));
const differ = (names: readonly string[]) => {
  const of = (table: string) => names.map((name) => `${table}.${name}`).join(", ");
  return `(${of("foods")}) is distinct from (${of("staged")})`;
};

/** Brings the staged foods into the catalogue. */
export async function mergeFoods(
  client: PoolClient,
  { read, straight }: Copied,
  { whole, refused, note }: Required<Omit<LoadOptions, "signal">>,
): Promise<Merged> {
  const count = async (sql: string) => (await client.query(sql)).rowCount ?? 0;
  note("comparing with the catalogue");
  await client.query("analyze staged (number, source, source_key, source_id)");
  await client.query(chooseVersions);
  await client.query("create index on versions (id)");
  await client.query("analyze versions");
  const { rows: counted } = await client.query<{ foods: number }>(countFoods);
  const { foods } = counted[0]!;
  const older = read - straight - foods;
  if (older > 0) {
    const { rows } = await client.query(olderVersions);
    refused.addMany("older version of a food, of which a later one counts", older, rows[0].examples);
  }
  await client.query(matchById);
  await client.query(compare);
  await client.query("analyze known");
  await client.query(chooseSlugs);
  await client.query("analyze slugs");

  note("writing to the catalogue");
  const { rows: gone } = whole ? await client.query<{ kind: FoodKind; foods: number }>(retire) : { rows: [] };
  const retired = gone.reduce((sum, { foods }) => sum + foods, 0);
  const { rows: found } = await client.query<{ kind: FoodKind }>(changedKinds);
  const kept = await count(update);
  const { rows: changes } = await client.query(
    "select count(*)::int as updated from known where changed and not is_again",
  );
  const updated: number = changes[0].updated;
  for (const sql of redirect) await client.query(sql);
  const added = await count(insert);
  await client.query("drop table versions, known, slugs");
  const kinds = new Set([...gone, ...found].map(({ kind }) => kind));
  return { foods, written: added + kept, added, updated, retired, kinds: [...kinds] };
}

/** Of several versions of a food the latest one counts, which may be the one that went straight into the catalogue. */
const chooseVersions = `
  create temp table versions as
    select latest.*, foods.id from (
      select distinct on (source, source_key) number, source, source_key, source_id, kind, slug, is_again
      from (
        select number, source, source_key, source_id, kind, slug, is_again, published from staged
        union all
        select null, source, source_key, source_id, kind, slug, true, published from foods
        where (source, source_key) in (select source, source_key from staged where is_again)
      ) as version
      order by source, source_key, published desc nulls last, length(source_id) desc, source_id desc
    ) as latest left join foods using (source, source_key) where number is not null`;

const countFoods = "select count(*)::int as foods from versions where not is_again or id is null";

const olderVersions = `
  select array(
    select example from (
      select number, source_id || ' ' || name as example from staged
      where number not in (select number from versions)
      union all select 0, foods.source_id || ' ' || name from versions join foods using (id) where is_again
    ) as older order by number limit 3) as examples`;

/** A food that had no key of its own in an earlier release is still known by its id there. */
const matchById = `
  update versions set id = found.id from (
    select distinct on (foods.id) foods.id, number from versions join foods using (source, source_id)
    where versions.id is null and not exists (select from versions as taken where taken.id = foods.id)
    order by foods.id, number
  ) as found where found.number = versions.number`;

const compare = `
  create temp table known as
    select versions.number, versions.id, staged.slug, foods.slug as old_slug, versions.source_id, versions.source_key,
      versions.kind, versions.is_again, foods.kind as old_kind, foods.retired_at is not null as returned,
      ${differ(contentColumns)} as changed, ${differ(originColumns)} as moved
    from versions join staged using (number) join foods on foods.id = versions.id`;

/**
 * Slugs for new foods, and for those whose name is another one now: fewer than half of its words are in the old slug. Of
 * several foods the first gets the slug of its name, the others with the source's id behind it. A slug that ends like
 * an id could be taken for one of those, and one that leads on to another food must go on doing so.
 */
const chooseSlugs = `
  create temp table slugs as
    with fresh as (
      select number, null::int as id, null as old_slug, slug, source, source_id, source_key
      from versions where id is null
      union all
      select number, id, old_slug, slug, null, source_id, source_key from known
      where changed and slug <> old_slug and 2 * (
        select count(*) from unnest(string_to_array(slug, '-')) as word
        where word = any(string_to_array(old_slug, '-'))
      ) < cardinality(string_to_array(slug, '-'))
    ), wanted as (
      select fresh.*, fresh.slug || '-' || fresh.source_id as long_slug,
        fresh.slug ~ '-\\d{6,}$' or foods.id is not null or old_slugs.food_id is not null
        or row_number() over (partition by fresh.slug order by fresh.source, length(fresh.source_id), fresh.source_id) > 1
        as taken
      from fresh left join foods on foods.slug = fresh.slug
      left join old_slugs on old_slugs.slug = fresh.slug and food_id is distinct from fresh.id
    )
    select number, wanted.id, old_slug, case when not taken then wanted.slug
      when foods.id is null then long_slug else long_slug || '-' || wanted.source_key end as slug
    from wanted left join foods on foods.slug = long_slug`;

/** Retired, not deleted: diaries and links go on working. */
const retire = `
  with gone as (
    update foods set retired_at = now()
    where retired_at is null and source in (select distinct source from staged where not is_again)
      and not exists (select from versions where versions.id = foods.id)
    returning kind
  )
  select kind, count(*)::int as foods from gone group by kind`;

const changedKinds = `
  select kind from versions where id is null
  union select unnest(array[kind, old_kind]) from known where changed or returned`;

const update = `
  update foods set (${list}, imported_at, retired_at) = (${columns.map((name) => `staged.${name}`).join(", ")}, now(), null)
  from known join staged using (number) where foods.id = known.id and (changed or moved or returned)`;

/** The slug of before leads on to the new one. */
const redirect = [
  "delete from old_slugs using slugs where old_slugs.slug = slugs.slug",
  `insert into old_slugs select old_slug, id from slugs where id is not null
    on conflict (slug) do update set food_id = excluded.food_id`,
  "update foods set slug = slugs.slug from slugs where foods.id = slugs.id",
];

const insert = `
  insert into foods (${list}, slug)
    select ${columns.map((name) => `staged.${name}`).join(", ")}, slugs.slug
    from slugs join staged using (number) where slugs.id is null`;
