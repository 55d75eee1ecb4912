import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import pg from "pg";
import { type FoodRow, type Part, viewOf } from "../src/foods/foodViews.js";
import { atMostTwoDecimals } from "../src/foods/Nutrients.js";
import { searchFoods } from "../src/foods/searchFoods.js";
import { labelNutrients } from "../src/graphql/operations.js";

// The least that can answer the same: a bare node:http server that runs the same SQL, prepared beforehand for each
// query, as named statements through pg, and writes the same JSON. No routing, no token, no GraphQL, no limits.

const { DATABASE_URL, PORT, PUBLIC_URL, QUERIES } = process.env as Record<string, string>;
const parts: ReadonlySet<Part> = new Set(["nutrition", "serving"]);
const limit = 3;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });

type Statement = pg.QueryConfig & { name: string };
type Row = FoodRow & { weight: number; score: number };

const prepared = new Map<string, Statement>();
for (const path of JSON.parse(readFileSync(QUERIES!, "utf8")) as string[]) {
  const query = new URLSearchParams(path.slice(path.indexOf("?"))).get("query")!;
  const asked: Statement[] = [];
  const recorder = {
    query(statement: Statement) {
      asked.push(statement);
      return pool.query(statement);
    },
  } as unknown as pg.Pool;
  const search = { query, kind: null, first: limit, after: null };
  await searchFoods({ pool: recorder, publicUrl: PUBLIC_URL! }, search, parts);
  prepared.set(path, asked[0]!);
}

createServer(async (request, response) => {
  const statement = prepared.get(request.url!)!;
  const { rows } = await pool.query<Row>(statement);
  const body = JSON.stringify(answer(rows, statement.values![3]));
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(body);
}).listen(Number(PORT), () => console.log("ready"));

function answer(rows: Row[], weights: number[]) {
  const complete = weights.reduce((sum, weight) => sum + weight, 0);
  const foods = rows.slice(0, limit).map((row) => {
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
      labelNutrients.map((name) => [name, atMostTwoDecimals(facts![name]!)]),
    );
    const match = row.weight === complete ? "EXACT" : "CLOSE";
    return { id, name, url, kind, brand, per, nutrition, serving, source, match };
  });
  const last = rows[foods.length - 1];
  const next =
    rows.length > limit && last ? Buffer.from(`${last.score} ${last.id}`).toString("base64url") : null;
  return { foods, next, truncated: false };
}
