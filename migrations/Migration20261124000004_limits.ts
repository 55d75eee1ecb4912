import { Migration } from "@mikro-orm/migrations";

/** Attempts at signing in and the like, counted for all instances. Unlogged: after a crash counting starts anew. */
export class Migration20261124000004_limits extends Migration {
  override up(): void {
    this.addSql(`
      create unlogged table rate_limits (
        key text primary key,
        points int not null,
        expire bigint
      )`);
  }
}
