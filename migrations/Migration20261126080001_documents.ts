import { Migration } from "@mikro-orm/migrations";

/** GraphQL documents that an operator trusts a client with. */
export class Migration20261126080001_documents extends Migration {
  override up(): void {
    this.addSql(`
      create table client_documents (
        client_id text not null references oauth_clients on delete cascade,
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        body text not null,
        created_at timestamptz not null default now(),
        primary key (client_id, hash)
      )`);
    this.addSql("alter table oauth_clients add trusted_documents_only boolean not null default false");
  }
}
