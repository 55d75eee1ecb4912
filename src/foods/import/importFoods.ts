import type { MikroORM } from "@mikro-orm/postgresql";
import type { PoolClient } from "pg";
import { OperatorError } from "../../errors.js";
import type { FoodKind } from "../Food.js";
import { indexedKinds, indexFoods, isIndexed } from "../search/indexFoods.js";
import { countFacets } from "./countFacets.js";
import { loadFoods } from "./loadFoods.js";
import { readStarter } from "./readStarter.js";

/** Any number will do, as long as nothing else in this database locks it. */
const importLock = 761_035;
const anyFood = "select from foods where owner_id is null and retired_at is null limit 1";

interface ImportOptions {
  /** Undo everything at the end. */
  readonly dryRun?: boolean | undefined;
  /** Stops whatever statement runs when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Told what is being done after the work. */
  readonly note?: (step: string) => void;
}

/** The columns by which foods are looked for; to sample the long ones, such as ingredients, takes seconds. */
const searchedColumns =
  "id, slug, kind, source, source_key, source_id, gtins, category, brand, owner_id, retired_at";

/**
 * Runs the only import at a time, in one transaction: readers see everything that `work` loads at once, and a
 * crash leaves the catalogue as it was. Work adds to `changed` the kinds of food to index anew, once for all of it.
 */
export async function importFoods<T>(
  orm: MikroORM,
  whenBusy: "refuse" | "wait",
  work: (client: PoolClient, changed: Set<FoodKind>) => Promise<T>,
  { dryRun, signal, note = () => {} }: ImportOptions = {},
): Promise<T> {
  const pool = await orm.em.getConnection().getNativeClient();
  const client = await pool.connect();
  let committed = false;
  let cancel = () => {};
  try {
    const { rows } = await client.query("select pg_backend_pid() as pid");
    cancel = () => void pool.query("select pg_cancel_backend($1)", [rows[0].pid]).catch(() => {});
    signal?.addEventListener("abort", cancel);
    // An import that was broken off left dead rows, millions perhaps, over which each look-up of this one would stumble.
    await client.query("vacuum (skip_locked) foods");
    await client.query("begin");
    await takeLock(client, whenBusy);
    const changed = new Set((await isIndexed(client)) ? [] : indexedKinds);
    const result = await work(client, changed);
    if (dryRun) return result;
    note("building the search index");
    if (changed.size > 0) await indexFoods(client, [...changed]);
    await countFacets(client);
    // Without it the first searches after a large import are planned for an empty catalogue.
    await client.query(`analyze foods (${searchedColumns}), food_postings, food_words, food_suggestions`);
    // New words wait in a list that each search for misspelt ones would read whole, again and again, until a vacuum.
    await client.query("select gin_clean_pending_list('food_words_word_idx')");
    await client.query("commit");
    committed = true;
    return result;
  } finally {
    signal?.removeEventListener("abort", cancel);
    if (!committed) await client.query("rollback").catch(() => {});
    client.release(!committed);
  }
}

async function takeLock(client: PoolClient, whenBusy: "refuse" | "wait"): Promise<void> {
  if (whenBusy === "wait") {
    await client.query("select pg_advisory_xact_lock($1)", [importLock]);
    return;
  }
  const { rows } = await client.query("select pg_try_advisory_xact_lock($1) as taken", [importLock]);
  if (!rows[0].taken) {
    throw new OperatorError("Another import is running. When it has ended, start this one again.");
  }
}

/**
 * Fills an empty catalogue with everyday foods, so that a first start has something to find. They carry the
 * ids of USDA, whose full data later updates them in place. The catalogue of another Larder gets the index of this one.
 */
export async function loadStarter(orm: MikroORM, say: (line: string) => void): Promise<void> {
  const pool = await orm.em.getConnection().getNativeClient();
  if ((await pool.query(anyFood)).rowCount) return renewIndex(orm, say);
  await importFoods(orm, "wait", async (client, changed) => {
    // Another server that started together with this one may have been faster.
    if ((await client.query(anyFood)).rowCount) return;
    const { added } = await loadFoods(client, changed, readStarter());
    say(`The catalogue was empty: added ${added} everyday foods.`);
  });
}

/** Builds the search index anew where another Larder wrote it, or none did. */
export async function renewIndex(orm: MikroORM, say: (line: string) => void): Promise<void> {
  const pool = await orm.em.getConnection().getNativeClient();
  if (await isIndexed(pool)) return;
  say("Building the search index …");
  await importFoods(orm, "wait", async () => {});
}
