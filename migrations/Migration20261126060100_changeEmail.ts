import { Migration } from "@mikro-orm/migrations";

/** Links that prove an address that is to be the account's. */
export class Migration20261126060100_changeEmail extends Migration {
  override up(): void {
    this.addSql(`
      alter table mail_links
        drop constraint mail_links_purpose_check,
        add constraint mail_links_purpose_check
          check (purpose in ('sign-up', 'verify-email', 'reset-password', 'change-email'))`);
  }
}
