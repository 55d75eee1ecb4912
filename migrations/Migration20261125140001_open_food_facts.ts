import { Migration } from "@mikro-orm/migrations";

/** What products of Open Food Facts bring: names of an unknown language, and energy stated in kJ alone. */
export class Migration20261125140001_open_food_facts extends Migration {
  override up(): void {
    this.addSql("alter table foods alter column language drop not null, alter column language drop default");
    this.addSql(`
      alter table foods drop constraint foods_energy_basis_check,
        add constraint foods_energy_basis_check
        check (energy_basis in ('STATED', 'ATWATER_SPECIFIC', 'ATWATER_GENERAL', 'CONVERTED'))`);
  }
}
