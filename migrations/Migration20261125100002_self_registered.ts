import { Migration } from "@mikro-orm/migrations";

/** Marks the apps that nobody here has made. */
export class Migration20261125100002_self_registered extends Migration {
  override up(): void {
    this.addSql("alter table oauth_clients add self_registered boolean not null default false");
  }
}
