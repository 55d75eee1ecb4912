import { Migration } from "@mikro-orm/migrations";

/** The whole of what a source tells about a food. Every row is one food, so that an import writes one table. */
export class Migration20261125000001_catalogue extends Migration {
  override up(): void {
    this.addSql(`
      alter table foods
        add column source_name text,
        add column source_key text,
        add column published text,
        add column preparation text check (preparation in
          ('RAW', 'COOKED', 'FRIED', 'DRIED', 'CANNED', 'FROZEN', 'PICKLED', 'SMOKED')),
        add column brand_owner text,
        add column gtins text[] not null default '{}',
        add column allergens jsonb not null default '{}',
        add column diets jsonb not null default '{}',
        add column markets text[] not null default '{}',
        add column language text not null default 'en',
        add column energy_kj double precision,
        add column carbohydrate_basis text
          check (carbohydrate_basis in ('BY_DIFFERENCE', 'BY_SUMMATION', 'AVAILABLE')),
        add column nutrient_ids smallint[] not null default '{}',
        add column nutrient_amounts double precision[] not null default '{}',
        add column portions jsonb not null default '[]',
        add column flags text[] not null default '{}',
        add column retired_at timestamptz,
        add column owner_id int references users on delete cascade,
        add check (cardinality(nutrient_ids) = cardinality(nutrient_amounts)),
        add check ((kind = 'CUSTOM') = (owner_id is not null))`);
    // What an import before this one left out, the next import fills in.
    this.addSql(`
      update foods set source_name = name, source_key = source_id, brand_owner = brand, markets = '{US}',
        gtins = case when gtin is null then '{}' else array[gtin] end,
        portions = (
          select coalesce(jsonb_agg(jsonb_build_object('name', p.name, 'grams', p.grams, 'origin', 'SOURCE')
            order by p.position), '[]')
          from portions p where p.food_id = foods.id)`);
    this.addSql("drop table portions");
    this.addSql("alter table foods drop column gtin");
    this.addSql("alter table foods alter column source_name set not null");
    this.addSql("alter table foods alter column source_key set not null");
    // A source may give a food a new id with each release; its key stays.
    this.addSql("alter table foods drop constraint foods_source_source_id_key");
    this.addSql("alter table foods add unique (source, source_key)");
    this.addSql("create index on foods (source, source_id)");
    this.addSql("create index on foods using gin (gtins)");
    this.addSql("create index on foods (owner_id) where owner_id is not null");
    // Links that people and programs keep lead on to the slug of now.
    this.addSql(`
      create table old_slugs (
        slug text primary key,
        food_id int not null references foods on delete cascade
      )`);
    this.addSql("create index on old_slugs (food_id)");
  }
}
