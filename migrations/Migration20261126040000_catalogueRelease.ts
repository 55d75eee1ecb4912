import { Migration } from "@mikro-orm/migrations";

const isOfCatalogue = (row: string) => `${row}.owner_id is null`;
/** Once in a transaction is enough; a statement of an import may change millions of rows. */
const isNews = "current_setting('larder.catalogue_changed', true) is distinct from 'yes'";

/** Which catalogue it is, told to every server when it becomes another one; and the same of a user's own foods and habits. */
export class Migration20261126040000_catalogueRelease extends Migration {
  override up(): void {
    this.addSql(`
      create table catalogue_release (
        one boolean primary key default true check (one),
        id uuid not null default gen_random_uuid()
      )`);
    this.addSql("insert into catalogue_release default values");
    this.addSql(`
      create function note_catalogue_change() returns trigger language plpgsql as $$
      begin
        if ${isNews} then
          perform set_config('larder.catalogue_changed', 'yes', true);
          update catalogue_release set id = gen_random_uuid();
          perform pg_notify('larder', 'catalogue ' || id) from catalogue_release;
        end if;
        return coalesce(new, old);
      end $$`);
    // A user's own food is none of the catalogue.
    for (const [event, condition] of [
      ["insert", isOfCatalogue("new")],
      ["update", `(${isOfCatalogue("old")} or ${isOfCatalogue("new")})`],
      ["delete", isOfCatalogue("old")],
    ]) {
      this.addSql(`
        create trigger note_${event} before ${event} on foods
        for each row when (${condition} and ${isNews}) execute function note_catalogue_change()`);
    }
    this.addSql(`
      create trigger note_truncate after truncate on foods execute function note_catalogue_change()`);
    for (const table of [
      "old_slugs",
      "facets",
      "food_postings",
      "food_words",
      "food_suggestions",
      "loaded_sources",
    ]) {
      this.addSql(`
        create trigger note_change after insert or update or delete or truncate on ${table}
        execute function note_catalogue_change()`);
    }

    // Opening a food is a habit, and most answers depend on none.
    this.addSql("alter table users add column own_foods_revision int not null default 0");
    // Own foods are older than their revision; 0 is to mean that there never were any.
    this.addSql(`
      update users set foods_revision = foods_revision + 1, own_foods_revision = 1
      where id in (select owner_id from foods where owner_id is not null)`);
    this.addSql(`
      create function note_foods_revision() returns trigger language plpgsql as $$
      begin
        perform pg_notify('larder', concat_ws(' ', 'user', new.id, new.own_foods_revision, new.foods_revision));
        return null;
      end $$`);
    this.addSql(`
      create trigger note_foods_revision after update of foods_revision on users
      for each row when (old.foods_revision <> new.foods_revision) execute function note_foods_revision()`);
  }
}
