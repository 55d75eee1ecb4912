import { setTimeout } from "node:timers/promises";
import type { Pool } from "pg";
import type { Changes } from "../../src/foods/watchChanges.js";

/** Waits until a server has heard of the catalogue as it is now, which takes a moment after each change. */
export async function heard(pool: Pool, changes: Changes): Promise<void> {
  for (;;) {
    const { rows } = await pool.query("select id from catalogue_release");
    if (changes.release() === rows[0].id) return;
    await setTimeout(5);
  }
}
