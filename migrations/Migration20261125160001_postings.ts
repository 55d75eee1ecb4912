import { Migration } from "@mikro-orm/migrations";

/** The search index as one row for each word and kind of food, built at the end of an import. */
export class Migration20261125160001_postings extends Migration {
  override up(): void {
    this.addSql("drop trigger index_inserted on foods");
    this.addSql("drop trigger index_updated on foods");
    this.addSql("drop function index_foods");
    this.addSql("drop table food_terms");
    // `list` has foods with their points, as src/foods/postings.ts writes it; `gain` and `most` tell how far the foods of
    // later tiers can reach, null where there are none.
    this.addSql(`
      create table food_postings (
        word text,
        kind text,
        tier smallint,
        foods int not null,
        list text not null,
        gain smallint,
        most smallint,
        primary key (word, kind, tier)
      )`);
    // The lists are packed already; compressing them once more would cost every search time.
    this.addSql("alter table food_postings alter list set storage external");
    this.addSql("delete from food_words");
    this.addSql("alter table food_words add column foods int not null");
  }
}
