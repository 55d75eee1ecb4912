import { Migration } from "@mikro-orm/migrations";

/** Long lists of the search index in rows of a page each, which are read faster than one that is kept apart in pieces. */
export class Migration20261127100000_postingParts extends Migration {
  override up(): void {
    // A list of before is one part; the next import of its kind of food cuts it.
    this.addSql(`
      alter table food_postings
        add column part smallint not null default 0,
        drop constraint food_postings_pkey,
        add primary key (word, kind, tier, part),
        alter list set storage main`);
    this.addSql("alter table food_postings alter part drop default");
    // As much as fits on a page: without it the database would compress or move away whatever is longer than 2 kB.
    this.addSql("alter table food_postings set (toast_tuple_target = 8160)");
  }
}
