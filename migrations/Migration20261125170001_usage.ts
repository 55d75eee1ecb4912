import { Migration } from "@mikro-orm/migrations";

/** Each user's requests, in one partition a month; the server makes those to come. */
export class Migration20261125170001_usage extends Migration {
  override up(): void {
    this.addSql("create sequence usage_events_id_seq");
    // No foreign key: a request must not fail to be written because its user is deleted at that moment.
    this.addSql(`
      create table usage_events (
        at timestamptz not null,
        id bigint not null default nextval('usage_events_id_seq'),
        user_id int,
        client_id text,
        door text not null,
        operation text,
        query text,
        results int,
        status smallint not null,
        bytes int not null,
        milliseconds real not null,
        primary key (at, id)
      ) partition by range (at)`);
    this.addSql("create index on usage_events (user_id, at desc, id desc)");
    // Who is deleted takes their requests along; the index finds them in each month.
    this.addSql(`
      create function delete_usage_of_user() returns trigger language plpgsql as $$
      begin
        delete from usage_events where user_id = old.id;
        return null;
      end $$`);
    this.addSql(
      "create trigger delete_usage after delete on users for each row execute function delete_usage_of_user()",
    );
  }
}
