import { Migration } from "@mikro-orm/migrations";

/** The ways in which each app may get a token; those of before had the two that there were. */
export class Migration20261125100001_grant_types extends Migration {
  override up(): void {
    this.addSql(`
      alter table oauth_clients
        add grant_types text[] not null default '{authorization_code,refresh_token}',
        add check (secret_hash is not null or not 'client_credentials' = any (grant_types))`);
  }
}
