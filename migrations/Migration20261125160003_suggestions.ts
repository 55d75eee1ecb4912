import { Migration } from "@mikro-orm/migrations";

/** What people may be about to type, built with the search index. */
export class Migration20261125160003_suggestions extends Migration {
  override up(): void {
    this.addSql(`
      create table food_suggestions (
        key text primary key,
        text text not null,
        is_plain boolean not null,
        foods int not null
      )`);
    // For the first letters there are thousands; each index has them in the order in which they are shown.
    for (const letters of [1, 2, 3]) {
      this.addSql(`create index on food_suggestions (left(key, ${letters}), is_plain desc, foods desc, key)`);
    }
  }
}
