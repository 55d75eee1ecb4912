import { Migration } from "@mikro-orm/migrations";

/** Which release of a source was last read whole. An older one is refused then. */
export class Migration20261125130001_whole_releases extends Migration {
  override up(): void {
    // Null for what was imported before, and for a source of which only a part was ever read.
    this.addSql("alter table loaded_sources add column whole_release text");
  }
}
