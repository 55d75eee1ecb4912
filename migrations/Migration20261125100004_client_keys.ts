import { Migration } from "@mikro-orm/migrations";

/** Where an app that brought a document has the public keys that it authenticates with. */
export class Migration20261125100004_client_keys extends Migration {
  override up(): void {
    this.addSql(`
      alter table oauth_clients
        add jwks_uri text,
        add check (jwks_uri is null or (self_registered and secret_hash is null))`);
  }
}
