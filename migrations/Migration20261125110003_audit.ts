import { Migration } from "@mikro-orm/migrations";

/** What happened to accounts, clients, tokens and keys. */
export class Migration20261125110003_audit extends Migration {
  override up(): void {
    this.addSql(`
      create table audit_events (
        id bigint generated always as identity primary key,
        at timestamptz not null default now(),
        action text not null,
        actor text not null check (actor in ('user', 'client', 'operator', 'anyone')),
        user_id int references users on delete set null,
        client_id text,
        address text,
        detail text
      )`);
    this.addSql("create index on audit_events (user_id, id) where user_id is not null");
    this.addSql("create index on audit_events (client_id, id) where client_id is not null");
    this.addSql("create index on audit_events (at)");
  }
}
