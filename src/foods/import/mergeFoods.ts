import type { PoolClient } from "pg";
import type { FoodKind } from "../Food.js";
import { columns, originColumns } from "./copyLine.js";
import type { LoadCounts, LoadOptions } from "./loadFoods.js";

interface Merged extends Omit<LoadCounts, "read" | "flagged"> {
  /** The kinds of food of which others can be found now than before. */
  readonly kinds: FoodKind[];
}

const list = columns.join(", ");
const contentColumns = columns.filter((column) => !originColumns.includes(column));
const differ = (names: readonly string[]) => {
  const of = (table: string) => names.map((name) => `${table}.${name}`).join(", ");
  return `(${of("foods")}) is distinct from (${of("staged")})`;
};

/** Brings the staged foods, `read` of them, into the catalogue. */
export async function mergeFoods(
  client: PoolClient,
  read: number,
  { whole, refused, note }: Required<Omit<LoadOptions, "signal">>,
): Promise<Merged> {
  const count = async (sql: string) => (await client.query(sql)).rowCount ?? 0;
  note("comparing with the catalogue");
  await client.query("analyze staged (number, source, source_key, source_id)");
  const versions = await count(chooseVersions);
  await client.query("create index on versions (id)");
  await client.query("analyze versions");
  if (versions < read) {
    const { rows } = await client.query(olderVersions);
    refused.addMany(
      "older version of a food, of which a later one counts",
      read - versions,
      rows[0].examples,
    );
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
  const { rows: changes } = await client.query("select count(*)::int as updated from known where changed");
  const updated: number = changes[0].updated;
  for (const sql of redirect) await client.query(sql);
  const added = await count(insert);
  const changed = added + kept + retired > 0;
  if (changed || whole) await client.query(noteWhatIsLoaded, [whole, changed]);
  await client.query("drop table versions, known, slugs");
  const kinds = new Set([...gone, ...found].map(({ kind }) => kind));
  return { added, updated, unchanged: versions - added - updated, retired, kinds: [...kinds] };
}

/** Of several versions of a food the latest one counts. */
const chooseVersions = `
  create temp table versions as
    select latest.*, foods.id from (
      select distinct on (source, source_key) number, source, source_key, source_id, kind, slug
      from staged
      order by source, source_key, published desc nulls last, length(source_id) desc, source_id desc
    ) as latest left join foods using (source, source_key)`;

const olderVersions = `
  select array(
    select source_id || ' ' || name from staged
    where number not in (select number from versions) order by number limit 3) as examples`;

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
      versions.kind, foods.kind as old_kind, foods.retired_at is not null as returned,
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
    where retired_at is null and source in (select distinct source from staged)
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

/** What the `sources` query answers with. */
const noteWhatIsLoaded = `
  insert into loaded_sources (source, release, foods, imported_at, whole_release)
    select source, max(release), count(*), now(), case when $1 then max(release) end
    from foods where retired_at is null and source in (select distinct source from staged) group by source
  on conflict (source) do update set (release, foods, imported_at, whole_release) =
    (excluded.release, excluded.foods, case when $2 then now() else loaded_sources.imported_at end,
      coalesce(excluded.whole_release, loaded_sources.whole_release))`;
