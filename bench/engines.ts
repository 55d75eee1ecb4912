import MiniSearch from "minisearch";
import type { Pool } from "pg";
import { Match } from "../src/foods/search/matchOf.js";
import { searchFoods } from "../src/foods/search/searchFoods.js";
import { words } from "../src/foods/search/words.js";
import type { JudgedFood } from "./labels.js";

/** What an engine answers: at most ten foods, best first, and whether it stands by the first. */
export interface Answer {
  readonly foods: readonly JudgedFood[];
  readonly isConfident: boolean;
}

export interface Engine {
  readonly name: string;
  search(query: string): Promise<Answer>;
}

const shown = 10;

/** Ours, and what a team would reach for otherwise, on the same foods. */
export async function engines(pool: Pool): Promise<Engine[]> {
  await pool.query(`create index if not exists bench_fts on foods using gin (to_tsvector('english', name))`);
  await pool.query(`create index if not exists bench_trgm on foods using gin (name gin_trgm_ops)`);
  return [larderEngine(pool), fullText(pool), trigram(pool), await miniSearch(pool)];
}

function larderEngine(pool: Pool): Engine {
  return {
    name: "Larder",
    async search(query) {
      const search = { query, filter: {}, first: shown, after: null };
      const { found } = await searchFoods({ pool, publicUrl: "", viewer: null }, search, new Set());
      const foods = found.map(({ node }) => ({ ...node, sourceId: node.sourceLabel.split(" ").at(-1)! }));
      return { foods, isConfident: found.length > 0 && found[0]!.match !== Match.FUZZY };
    },
  };
}

const columns = `source_id as "sourceId", name, kind, gtins`;

function statement(pool: Pool, name: string, text: string): Engine {
  return {
    name,
    async search(query) {
      const { rows } = await pool.query<JudgedFood>({ name: `bench ${name}`, text, values: [query, shown] });
      return { foods: rows, isConfident: rows.length > 0 };
    },
  };
}

const fullText = (pool: Pool) =>
  statement(
    pool,
    "FTS ts_rank_cd",
    // 2 divides the rank by the length of the name.
    `select ${columns} from foods, plainto_tsquery('english', $1) as asked
     where to_tsvector('english', name) @@ asked
     order by ts_rank_cd(to_tsvector('english', name), asked, 2) desc, id limit $2`,
  );

const trigram = (pool: Pool) =>
  statement(
    pool,
    "pg_trgm",
    `select ${columns} from foods where name %>> $1 or starts_with(lower(name), lower($1))
     order by lower(name) = lower($1) desc, starts_with(lower(name), lower($1)) desc,
       strict_word_similarity($1, name) desc, similarity($1, name) desc, id limit $2`,
  );

/** Set up as well as one can without rules for foods: singular words, prefixes, typos, and plain sets before dishes. */
async function miniSearch(pool: Pool): Promise<Engine> {
  const { rows } = await pool.query(`select id, source, synonyms, ${columns} from foods order by id`);
  const sourceBoost: Record<string, number> = { "usda-foundation": 1.3, "usda-sr-legacy": 1.15 };
  const index = new MiniSearch({
    fields: ["name"],
    storeFields: ["sourceId", "name", "kind", "gtins"],
    processTerm: (term) => words(term).join(" ") || null,
    searchOptions: {
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 3 ? 0.2 : false),
      boostDocument: (id) => sourceBoost[sources.get(id)!] ?? 1,
    },
  });
  const sources = new Map(rows.map(({ id, source }) => [id, source]));
  index.addAll(rows);
  return {
    name: "MiniSearch",
    async search(query) {
      const foods = index.search(query).slice(0, shown) as unknown as JudgedFood[];
      return { foods, isConfident: foods.length > 0 };
    },
  };
}
