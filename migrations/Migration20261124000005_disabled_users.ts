import { Migration } from "@mikro-orm/migrations";

/** An account that the operator has closed for now. */
export class Migration20261124000005_disabled_users extends Migration {
  override up(): void {
    this.addSql("alter table users add column disabled_at timestamptz");
  }
}
