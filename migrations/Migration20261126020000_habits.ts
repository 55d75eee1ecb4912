import { Migration } from "@mikro-orm/migrations";

/** Which foods each user uses often, and a number that changes with all that only that user's searches depend on. */
export class Migration20261126020000_habits extends Migration {
  override up(): void {
    this.addSql(`
      create table food_habits (
        user_id int not null references users (id) on delete cascade,
        food_id int not null references foods (id) on delete cascade,
        weight real not null,
        used_at timestamptz not null,
        primary key (user_id, food_id)
      )`);
    // For the foreign key: a food that goes takes its habits along.
    this.addSql("create index on food_habits (food_id)");
    this.addSql("alter table users add column foods_revision int not null default 0");
  }
}
