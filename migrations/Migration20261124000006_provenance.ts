import { Migration } from "@mikro-orm/migrations";

/** Where figures come from: how each food's energy was come by, and what is loaded of each source. */
export class Migration20261124000006_provenance extends Migration {
  override up(): void {
    // Null where the energy is unknown, and on foods that were imported before; the next import fills it in.
    this.addSql(`
      alter table foods add column energy_basis text
        check (energy_basis in ('STATED', 'ATWATER_SPECIFIC', 'ATWATER_GENERAL'))`);
    // Written by each import, so that nobody who asks what is loaded counts two million foods.
    this.addSql(`
      create table loaded_sources (
        source text primary key,
        release text not null,
        foods int not null,
        imported_at timestamptz not null
      )`);
    this.addSql(`
      insert into loaded_sources
        select source, max(release), count(*), max(imported_at) from foods group by source`);
  }
}
