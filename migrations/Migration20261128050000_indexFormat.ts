import { Migration } from "@mikro-orm/migrations";

/** Tells in which format the search index is written; one of before has none, and is built anew at the next start. */
export class Migration20261128050000_indexFormat extends Migration {
  override up(): void {
    this.addSql("alter table catalogue_release add column index_format int not null default 0");
  }
}
