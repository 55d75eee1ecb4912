import { Migration } from "@mikro-orm/migrations";

/** Requests have no number any more: it and the keys over it took PostgreSQL a third of the time to write each. */
export class Migration20261128060000_usageIndexes extends Migration {
  override up(): void {
    // Its indexes go with it: the primary key and the one by user.
    this.addSql("alter table usage_events drop column id");
    this.addSql("drop sequence usage_events_id_seq");
    this.addSql("drop index usage_events_user_id_client_id_at_idx");
    // Without a key, a database that is copied by logical replication would refuse to delete from it.
    this.addSql(`
      do $$ declare month regclass; begin
        for month in select inhrelid from pg_inherits where inhparent = 'usage_events'::regclass loop
          execute format('alter table %s replica identity full', month);
        end loop;
      end $$`);
    // Ascending, as requests come: PostgreSQL fills the pages of such an index, and leaves those of a descending one half empty.
    this.addSql("create index on usage_events (user_id, at)");
    this.addSql("create index on usage_events (user_id, client_id, at)");
    // A few kilobytes, for what is about everybody: the purge, and the operator's totals.
    this.addSql("create index on usage_events using brin (at)");
  }
}
