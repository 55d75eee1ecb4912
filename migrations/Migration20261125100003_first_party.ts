import { Migration } from "@mikro-orm/migrations";

/** Marks the operator's own apps; one that came by itself is never one. */
export class Migration20261125100003_first_party extends Migration {
  override up(): void {
    this.addSql(`
      alter table oauth_clients
        add first_party boolean not null default false,
        add check (not (first_party and self_registered))`);
  }
}
