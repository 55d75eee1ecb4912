import { Migration } from "@mikro-orm/migrations";

/** How many requests of a day the instances have reserved for whom. */
export class Migration20261125170002_quotas extends Migration {
  override up(): void {
    this.addSql(`
      create table request_quotas (
        subject text not null,
        day date not null,
        reserved int not null check (reserved >= 0),
        granted int not null,
        primary key (subject, day)
      )`);
  }
}
