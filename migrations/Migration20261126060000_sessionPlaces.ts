import { Migration } from "@mikro-orm/migrations";

/** Sessions have a number to be ended by, and tell where they are; the last use of each app is found at once. */
export class Migration20261126060000_sessionPlaces extends Migration {
  override up(): void {
    this.addSql("alter table sessions drop constraint sessions_pkey");
    this.addSql(`
      alter table sessions
        add column id serial primary key,
        add column device text,
        add column network text,
        add constraint sessions_token_hash_unique unique (token_hash)`);
    this.addSql("create index on usage_events (user_id, client_id, at desc)");
  }
}
