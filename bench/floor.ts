import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import pg from "pg";
import { type FoodRow, viewOf } from "../src/foods/foodViews.js";
import type { Match } from "../src/foods/search/matchOf.js";
import { createSearchMemory } from "../src/foods/search/SearchMemory.js";
import { searchFoods } from "../src/foods/search/searchFoods.js";
import { parts, restOf, searchFor, send } from "./leastAnswer.js";

// The least that can answer the same: a bare node:http server that runs the same SQL, prepared beforehand for each
// query, as named statements through pg, and writes the same JSON. No routing, no token, no GraphQL, no limits.

const { DATABASE_URL, PORT, PUBLIC_URL, QUERIES } = process.env as Record<string, string>;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });

type Statement = pg.QueryConfig & { name: string };

/** What a search asks of the database, and what else goes into its answer. */
interface Prepared {
  readonly statements: Statement[];
  /** The foods of the answer, in its order. */
  readonly foods: readonly { readonly id: string; readonly match: Match }[];
  readonly rest: object;
}

const prepared = new Map<string, Prepared>();
const kept = createSearchMemory({ release: () => "the only one" });
/** Each food of an answer is read from the database: to keep them is ours. */
const memory = () => ({ ...kept()!, views: new Map() });
for (const query of JSON.parse(readFileSync(QUERIES!, "utf8")) as string[]) {
  const statements: Statement[] = [];
  const recorder = {
    query(statement: Statement) {
      statements.push(statement);
      return pool.query(statement);
    },
  } as unknown as pg.Pool;
  const reader = { pool: recorder, memory, publicUrl: PUBLIC_URL!, viewer: null };
  await searchFoods(reader, searchFor(query), parts);
  // As in a server that has run for a while: with what the first time has read at hand.
  statements.length = 0;
  const found = await searchFoods(reader, searchFor(query), parts);
  const foods = found.found.map(({ node, match }) => ({ id: node.globalId, match }));
  const path = `/api/foods/search?query=${encodeURIComponent(query)}`;
  prepared.set(path, { statements, foods, rest: restOf(query, found) });
}

createServer(async (request, response) => {
  const { statements, foods, rest } = prepared.get(request.url!)!;
  let rows: FoodRow[] = [];
  for (const statement of statements) ({ rows } = await pool.query<FoodRow>(statement));
  const views = new Map(rows.map((row) => [`food_${row.id}`, viewOf(row, PUBLIC_URL!)]));
  const found = foods.map(({ id, match }) => ({ node: views.get(id)!, match }));
  send(response, found, rest);
}).listen(Number(PORT), () => console.log("ready"));
