import { Migration } from "@mikro-orm/migrations";

/** Which categories and brands there are, and how many foods of each: counted by each import, not for each reader. */
export class Migration20261125150001_facets extends Migration {
  override up(): void {
    // "C", so that names that begin alike lie side by side in the index.
    this.addSql(`
      create table facets (
        field text not null,
        key text collate "C" not null,
        source text not null,
        name text not null,
        foods int not null,
        primary key (field, key, source)
      )`);
    for (const field of ["category", "brand"]) {
      this.addSql(`
        insert into facets
          select '${field}', lower(${field}), source, mode() within group (order by ${field}), count(*) from foods
          where ${field} is not null and owner_id is null and retired_at is null group by lower(${field}), source`);
    }
  }
}
