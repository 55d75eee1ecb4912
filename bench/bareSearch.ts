import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import pg from "pg";
import { createSearchMemory } from "../src/foods/search/SearchMemory.js";
import { searchFoods } from "../src/foods/search/searchFoods.js";
import { parts, restOf, searchFor, send } from "./leastAnswer.js";

// The same search without our doors: a bare node:http server that runs `searchFoods` itself, ranking and all, and writes
// the same JSON. What token, Koa, GraphQL, limits and counting add to a search is the difference to it.

const { DATABASE_URL, PORT, PUBLIC_URL, QUERIES } = process.env as Record<string, string>;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const memory = createSearchMemory({ release: () => "the only one" });
const reader = { pool, memory, publicUrl: PUBLIC_URL!, viewer: null };

// As in a server that has run for a while: with what earlier searches have read at hand.
for (const query of JSON.parse(readFileSync(QUERIES!, "utf8")) as string[])
  await searchFoods(reader, searchFor(query), parts);

createServer(async (request, response) => {
  const query = new URL(request.url!, PUBLIC_URL).searchParams.get("query")!;
  const found = await searchFoods(reader, searchFor(query), parts);
  send(response, found.found, restOf(query, found));
}).listen(Number(PORT), () => console.log("ready"));
