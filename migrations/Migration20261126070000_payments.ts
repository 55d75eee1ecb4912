import { Migration } from "@mikro-orm/migrations";

/** What the payment provider has told: who pays, and for which tier. */
export class Migration20261126070000_payments extends Migration {
  override up(): void {
    this.addSql(`
      create table payment_events (
        id text primary key,
        received_at timestamptz not null default now()
      )`);
    this.addSql(`
      create table payment_customers (
        id text primary key,
        user_id int not null references users on delete cascade
      )`);
    this.addSql("create index on payment_customers (user_id)");
    this.addSql(`
      create table payment_subscriptions (
        id text primary key,
        customer_id text not null,
        user_id int references users on delete cascade,
        tier text,
        is_over boolean not null,
        told_at timestamptz not null
      )`);
    this.addSql("create index on payment_subscriptions (customer_id)");
    this.addSql("create index on payment_subscriptions (user_id)");
    this.addSql("alter table audit_events drop constraint audit_events_actor_check");
    this.addSql(`
      alter table audit_events add constraint audit_events_actor_check
        check (actor in ('user', 'client', 'operator', 'payment', 'anyone'))`);
  }
}
