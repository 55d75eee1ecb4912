import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import pg from "pg";
import { type FoodRow, type Part, viewOf } from "../src/foods/foodViews.js";
import { atMostTwoDecimals } from "../src/foods/Nutrients.js";
import { createIndexMemory } from "../src/foods/search/IndexMemory.js";
import { searchFoods } from "../src/foods/search/searchFoods.js";
import { usualNutrients } from "../src/graphql/operations.js";
import { binderTo } from "../src/relay/boundCursors.js";

// The least that can answer the same: a bare node:http server that runs the same SQL, prepared beforehand for each
// query, as named statements through pg, and writes the same JSON. No routing, no token, no GraphQL, no limits.

const { DATABASE_URL, PORT, PUBLIC_URL, QUERIES } = process.env as Record<string, string>;
const parts: ReadonlySet<Part> = new Set(["nutrition", "serving"]);
const limit = 3;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });

type Statement = pg.QueryConfig & { name: string };

/** What a search asks of the database, and what else goes into its answer: each food's match, and where to go on. */
interface Prepared {
  readonly statements: Statement[];
  readonly matches: readonly string[];
  readonly next: string | null;
  readonly told: object;
}

const prepared = new Map<string, Prepared>();
const memory = createIndexMemory({ release: () => "the only one" });
for (const query of JSON.parse(readFileSync(QUERIES!, "utf8")) as string[]) {
  const statements: Statement[] = [];
  const recorder = {
    query(statement: Statement) {
      statements.push(statement);
      return pool.query(statement);
    },
  } as unknown as pg.Pool;
  const search = { query, filter: {}, first: limit, after: null };
  const reader = { pool: recorder, memory, publicUrl: PUBLIC_URL!, viewer: null };
  await searchFoods(reader, search, parts);
  // As in a server that has run for a while: with what the first time has read at hand.
  statements.length = 0;
  const { found, hasMore, readAs, amount } = await searchFoods(reader, search, parts);
  const told = { ...(readAs && { readAs }), ...(amount && { amount }) };
  const matches = found.map(({ match }) => match);
  const next = hasMore
    ? binderTo({ query, filter: { kind: null }, order: null })(found.at(-1)!.cursor)
    : null;
  prepared.set(`/api/foods/search?query=${encodeURIComponent(query)}`, { statements, matches, next, told });
}

createServer(async (request, response) => {
  const search = prepared.get(request.url!)!;
  let rows: FoodRow[] = [];
  for (const statement of search.statements) ({ rows } = await pool.query<FoodRow>(statement));
  const body = JSON.stringify(answer(rows, search));
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(body);
}).listen(Number(PORT), () => console.log("ready"));

function answer(rows: FoodRow[], { matches, next, told }: Prepared) {
  const foods = rows.map((row, at) => {
    const {
      globalId: id,
      name,
      url,
      kind,
      brand,
      per,
      facts,
      serving,
      sourceLabel: source,
    } = viewOf(row, PUBLIC_URL!);
    const nutrition = Object.fromEntries(
      usualNutrients.map((name) => [name, atMostTwoDecimals(facts![name]!)]),
    );
    const portion = serving && { name: serving.name, grams: serving.grams };
    return { id, name, url, kind, brand, per, nutrition, serving: portion, source, match: matches[at] };
  });
  return { foods, next, truncated: false, ...told };
}
