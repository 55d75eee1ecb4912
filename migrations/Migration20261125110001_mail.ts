import { Migration } from "@mikro-orm/migrations";

/** Which addresses are known to be their owner's, and the links that mail brings. */
export class Migration20261125110001_mail extends Migration {
  override up(): void {
    this.addSql("alter table users add column email_verified_at timestamptz");
    this.addSql(`
      create table mail_links (
        token_hash text primary key,
        purpose text not null check (purpose in ('sign-up', 'verify-email', 'reset-password')),
        email text not null,
        name text,
        user_id int references users on delete cascade,
        expires_at timestamptz not null,
        check ((purpose = 'sign-up') = (user_id is null)),
        check ((purpose = 'sign-up') = (name is not null))
      )`);
    this.addSql("create index on mail_links (user_id)");
    this.addSql("create index on mail_links (expires_at)");
  }
}
