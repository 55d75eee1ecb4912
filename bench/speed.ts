import { join, resolve } from "node:path";
import type { Pool } from "pg";
import { openDatabase } from "../src/db/orm.js";
import { FoodKind } from "../src/foods/Food.js";
import { importFoods } from "../src/foods/import/importFoods.js";
import { indexFoods } from "../src/foods/search/indexFoods.js";
import { searchFoods } from "../src/foods/search/searchFoods.js";
import { suggestFoods } from "../src/foods/search/suggestions.js";
import { downloads, larder, requireDownloads, withFolder } from "./larder.js";
import { fillBranded } from "./scaleCatalogue.js";
import { type QueryClass, queriesOf } from "./speedQueries.js";

const sample = resolve("../shared/data/usda/FoodData_Central_branded_food_csv_sample.rebuilt.zip");
const usualSizes = [0, 200_000, 2_000_000];
const seed = 4711;
const warmUpSeed = 1174;
/** Of so many times that a query is asked its median counts: what else the machine does is no matter of the query. */
const rounds = 3;
const parts = new Set(["nutrition", "serving"] as const);

/** A catalogue to search, with what is asked of it. */
interface Catalogue {
  readonly title: string;
  readonly pool: Pool;
  readonly classes: readonly QueryClass[];
  close(): Promise<void>;
}

/**
 * Searching over the generic foods and so many generated branded ones beside PostgreSQL's own full text search. With
 * LARDER_DATA set, the catalogues are kept there for the next time.
 */
export async function benchSpeed(sizes: readonly number[]): Promise<void> {
  requireDownloads();
  const all = sizes.length > 0 ? sizes : usualSizes;
  const kept = process.env.LARDER_DATA;
  await (kept ? measure(kept, all) : withFolder((folder) => measure(folder, all)));
}

async function measure(folder: string, sizes: readonly number[]): Promise<void> {
  const catalogues: Catalogue[] = [];
  try {
    for (const size of sizes) catalogues.push(await open(join(folder, `branded-${size}`), size));
    // As in a server that has run for a while: V8 has compiled what runs often, and PostgreSQL holds what is read often.
    for (const { pool } of catalogues)
      for (const { queries } of await queriesOf(pool, warmUpSeed))
        for (const query of queries) await search(pool, query);
    const names = new Set(catalogues.flatMap(({ classes }) => classes.map(({ name }) => name)));
    const all = catalogues.map((): number[] => []);
    for (const name of names) {
      const ours = await compare(name, catalogues);
      for (const [at, times] of ours.entries()) all[at]!.push(...times);
    }
    console.log("\nall of them:");
    for (const [at, { title }] of catalogues.entries()) print(title, "ours", all[at]!);
  } finally {
    await Promise.all(catalogues.map(({ close }) => close()));
  }
}

async function open(folder: string, branded: number): Promise<Catalogue> {
  const { orm, close } = await openDatabase({ databaseUrl: null, dataFolder: folder });
  try {
    const pool = await orm.em.getConnection().getNativeClient();
    const { rows } = await pool.query("select count(*)::int as foods from foods");
    if (rows[0].foods === 0) await larder(["import", "usda", ...downloads], { LARDER_DATA: folder });
    await importFoods(orm, "wait", async (client) => {
      const kinds = [FoodKind.GENERIC, FoodKind.BRANDED];
      if (rows[0].foods === 0) await fillBranded(client, sample, branded);
      const seconds = await secondsOf(() => indexFoods(client, kinds));
      console.log(
        `\n13,541 generic and ${branded.toLocaleString("en")} branded foods; index built in ${seconds.toFixed(1)} s`,
      );
    });
    await makeFullText(pool);
    await printSizes(pool);
    const title = branded === 0 ? "13,541" : `+ ${branded.toLocaleString("en")}`;
    return { title, pool, classes: await queriesOf(pool, seed), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a plain full text search needs: the words of each food with a GIN index over them. */
async function makeFullText(pool: Pool): Promise<void> {
  const seconds = await secondsOf(async () => {
    await pool.query("drop table if exists full_text");
    await pool.query(`create table full_text as
      select id, to_tsvector('english', concat_ws(' ', name, brand, synonyms::text)) as words from foods`);
    await pool.query("create index on full_text using gin (words)");
    await pool.query("vacuum analyze full_text");
    // As after a while of running: no hint bits left to be written by the first reader.
    await pool.query("vacuum analyze food_postings, food_words, foods");
    // And nothing of what was built is still to be written to disk, which would take minutes beside the first searches.
    await pool.query("checkpoint");
  });
  console.log(`full text index and analysis of the tables in ${seconds.toFixed(1)} s`);
}

async function printSizes(pool: Pool): Promise<void> {
  for (const table of ["food_postings", "food_words", "food_suggestions", "full_text", "foods"]) {
    const { rows } = await pool.query("select pg_total_relation_size($1) / 1e6 as mb", [table]);
    console.log(`  ${table.padEnd(16)} ${Number(rows[0].mb).toFixed(0).padStart(6)} MB`);
  }
}

/**
 * Returns how long each of our searches took in each catalogue. All take turns, so that none has the caches to itself, or
 * the minutes in which the machine is slow.
 */
async function compare(
  name: string,
  catalogues: readonly Catalogue[],
): Promise<readonly (readonly number[])[]> {
  const runs = catalogues.flatMap((catalogue) => {
    const ofName = catalogue.classes.find((one) => one.name === name);
    return ofName ? runsOf(catalogue, ofName) : [];
  });
  for (let round = 0; round < rounds; round++)
    for (const { run, times } of runs)
      for (const [query, ofQuery] of times) ofQuery.push(1000 * (await secondsOf(() => run(query))));
  console.log(`\n${name}:`);
  const medians = runs.map(({ times }) => [...times.values()].map((all) => ascending(all)[rounds >> 1]!));
  for (const [at, { title, engine }] of runs.entries()) print(title, engine, medians[at]!);
  return catalogues.map(
    ({ title }) => medians[runs.findIndex((run) => run.title === title && run.engine === "ours")] ?? [],
  );
}

interface Run {
  readonly title: string;
  readonly engine: string;
  readonly run: (query: string) => Promise<unknown>;
  /** Of each query. */
  readonly times: ReadonlyMap<string, number[]>;
}

function runsOf({ title, pool }: Catalogue, { queries, inFullText, isWhileTyping }: QueryClass): Run[] {
  const engines: Record<string, Run["run"]> = {
    ours: (query) => search(pool, query),
    ...(isWhileTyping && { suggestions: (query) => suggestFoods(pool, query, 8) }),
    ...(inFullText && { ts_rank_cd: (query) => fullText(pool, query) }),
  };
  return Object.entries(engines).map(([engine, run]) => ({
    title,
    engine,
    run,
    times: new Map(queries.map((query) => [query, []])),
  }));
}

const search = (pool: Pool, query: string) =>
  searchFoods({ pool, publicUrl: "", viewer: null }, { query, filter: {}, first: 10, after: null }, parts);

const fullText = (pool: Pool, query: string) =>
  pool.query({
    name: "full-text",
    text: `select id from full_text, plainto_tsquery('english', $1) as asked
           where words @@ asked order by ts_rank_cd(words, asked, 1) desc limit 10`,
    values: [query],
  });

const ascending = (numbers: readonly number[]) => numbers.toSorted((one, other) => one - other);

async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return (performance.now() - started) / 1000;
}

/** Of the milliseconds of each query. */
function print(title: string, engine: string, milliseconds: readonly number[]): void {
  const times = ascending(milliseconds);
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(share * times.length))]!.toFixed(1);
  const figures = [`p50 ${at(0.5)}`, `p95 ${at(0.95)}`, `p99 ${at(0.99)}`, `worst ${at(1)} ms`];
  console.log(
    `  ${title.padEnd(12)} ${engine.padEnd(11)} ${figures.map((figure) => figure.padEnd(11)).join(" ")} of ${times.length}`,
  );
}
