import { Migration } from "@mikro-orm/migrations";

/** What a product is made of, as its label says. */
export class Migration20261124000007_ingredients extends Migration {
  override up(): void {
    this.addSql("alter table foods add column ingredients text");
  }
}
