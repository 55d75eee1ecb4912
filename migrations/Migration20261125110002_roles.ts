import { Migration } from "@mikro-orm/migrations";

/** Who runs the server, and who only uses it. */
export class Migration20261125110002_roles extends Migration {
  override up(): void {
    this.addSql(
      "alter table users add column role text not null default 'user' check (role in ('user', 'operator'))",
    );
  }
}
