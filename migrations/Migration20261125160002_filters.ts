import { Migration } from "@mikro-orm/migrations";

/** For lists of the foods of a brand or a category, which are few among millions. */
export class Migration20261125160002_filters extends Migration {
  override up(): void {
    for (const column of ["brand", "category"]) {
      this.addSql(`create index on foods (lower(${column}), id) where ${column} is not null`);
    }
  }
}
