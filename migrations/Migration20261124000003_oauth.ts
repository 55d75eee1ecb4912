import { Migration } from "@mikro-orm/migrations";

/** Apps, what people allowed them, the engine's codes, tokens and sessions, and the keys of the server. */
export class Migration20261124000003_oauth extends Migration {
  override up(): void {
    this.addSql(`
      create table oauth_clients (
        id text primary key,
        name text not null,
        secret_hash text,
        redirect_uris text[] not null default '{}',
        scopes text[],
        require_pkce boolean not null default true,
        created_at timestamptz not null default now(),
        revoked_at timestamptz,
        check (require_pkce or secret_hash is not null)
      )`);
    this.addSql(`
      create table oauth_consents (
        user_id int not null references users on delete cascade,
        client_id text not null references oauth_clients on delete cascade,
        scopes text[] not null default '{}',
        granted_at timestamptz not null default now(),
        primary key (user_id, client_id)
      )`);
    this.addSql("create index on oauth_consents (client_id)");
    this.addSql(`
      create table oauth_artifacts (
        id bytea primary key,
        model text not null,
        payload jsonb not null,
        grant_id bytea references oauth_artifacts on delete cascade,
        user_id int references users on delete cascade,
        client_id text references oauth_clients on delete cascade,
        uid text,
        user_code bytea,
        expires_at timestamptz,
        consumed_at timestamptz
      )`);
    for (const column of ["grant_id", "user_id", "client_id", "uid", "user_code", "expires_at"]) {
      this.addSql(`create index on oauth_artifacts (${column}) where ${column} is not null`);
    }
    this.addSql(`
      create table oauth_keys (
        id text primary key,
        purpose text not null check (purpose in ('signing', 'cookie')),
        sealed bytea not null,
        created_at timestamptz not null default now()
      )`);
  }
}
