import { writeFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import pg from "pg";
import { type Database, openDatabase } from "../src/db/orm.js";
import { usualNutrients } from "../src/graphql/operations.js";
import { accessToken, tokensOfPeople } from "./accessToken.js";
import { downloads, freePort, larder, type Running, requireDownloads, start, withFolder } from "./larder.js";
import {
  alternate,
  type Load,
  load,
  memoryMb,
  printLoads,
  ratioInTurns,
  type Sent,
  type Target,
  type Turns,
} from "./load.js";

const rounds = 15;
const secondsPerRound = 1;
const secondsCalm = 8;
const people = 1000;
const requestsForMemory = 200_000;

/** The servers that are compared, and what can be asked of them. */
interface Ring {
  readonly ours: Server;
  /** Runs the recorded SQL alone. */
  readonly floor: Server;
  /** Runs the same search without our doors. */
  readonly bareSearch: Server;
  readonly sofa: Server;
  readonly bare: Server;
  /** Distinct queries. */
  readonly queries: readonly string[];
  readonly headers: Record<string, string>;
  /** A token each of many people. */
  readonly tokens: readonly string[];
}

interface Server extends Running {
  readonly origin: string;
}

/** `GET /api/foods/search` on the three generic sets: distinct queries, the same one again, and what a client has already. */
export async function benchSearch(): Promise<void> {
  requireDownloads();
  await withFolder(async (folder) => {
    const database = await openDatabase({ databaseUrl: null, dataFolder: folder });
    await larder(["import", "usda", ...downloads], { LARDER_DATA: folder });
    const servers: Server[] = [];
    try {
      const ring = await startAll(folder, database, servers);
      await requireSameAnswers(ring);
      await distinct(ring);
      await repeated(ring);
      await known(ring);
      await memory(ring);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await database.close();
    }
  });
}

async function startAll(folder: string, { url, orm }: Database, started: Server[]): Promise<Ring> {
  const words = await queryWords(url);
  const queries = words.map((query) => `query=${encodeURIComponent(query)}`);
  const file = join(folder, "queries.json");
  await writeFile(file, JSON.stringify(words));
  const port = await freePort();
  const shared = { DATABASE_URL: url, LARDER_DATA: folder, PUBLIC_URL: `http://localhost:${port}` };
  async function open(program: string, ready: string, env: Record<string, string> = {}, at?: number) {
    const here = at ?? (await freePort());
    const running = await start(program, { ...shared, ...env, PORT: String(here) }, ready);
    const server = { ...running, origin: `http://localhost:${here}` };
    started.push(server);
    return server;
  }
  const ours = await open("src/main.js", "Larder is ready", {}, port);
  const headers = { authorization: `Bearer ${await accessToken(ours.origin, shared)}` };
  const tokens = await tokensOfPeople(orm.em.fork(), ours.origin, people);
  const floor = await open("bench/floor.js", "ready", { QUERIES: file });
  const bareSearch = await open("bench/bareSearch.js", "ready", { QUERIES: file });
  const sofa = await open("bench/sofa.js", "ready");
  const bare = await open("bench/bare.js", "ready", {
    ANSWER: JSON.stringify(await answerOf(ours, ourPath(queries[0]!), headers)),
  });
  return { ours, floor, bareSearch, sofa, bare, queries, headers, tokens };
}

/** An answer as it goes over the wire, and the headers of the 304 that stands for it; without the headers that Node writes by itself. */
async function answerOf({ origin }: Server, path: string, headers: Record<string, string>) {
  const ask = (more: Record<string, string> = {}) =>
    new Promise<{ headers: string[]; body: string }>((done, fail) => {
      get(origin + path, { headers: { ...headers, ...more } }, async (answer) => {
        const own = answer.rawHeaders.flatMap((name, at, all) =>
          at % 2 === 0 && !/^(date|connection|keep-alive)$/i.test(name) ? [name, all[at + 1]!] : [],
        );
        done({ headers: own, body: await text(answer) });
      }).once("error", fail);
    });
  // The second time it is at hand.
  await ask();
  const { headers: full, body } = await ask();
  const { headers: known } = await ask({ "if-none-match": full[full.indexOf("ETag") + 1]! });
  return { headers: full, known, body };
}

const target = ({ origin, process }: Server, requests: readonly Sent[], status = 200): Target => ({
  origin,
  pid: process.pid!,
  requests,
  status,
});

const ourPath = (query: string) => `/api/foods/search?${query}`;

/** The same requests as so many people in turn. */
const asPeople = (requests: readonly Sent[], tokens: readonly string[]): Sent[] =>
  Array.from({ length: Math.max(requests.length, tokens.length) }, (_, at) => ({
    path: requests[at % requests.length]!.path,
    headers: { authorization: `Bearer ${tokens[at % tokens.length]}` },
  }));

const ofPeople = `${people} tokens`;
const sqlAlone = "floor (SQL alone)";
const sameSearch = "floor (the same search)";

async function distinct(ring: Ring): Promise<void> {
  const { ours, floor, bareSearch, sofa, queries, headers, tokens } = ring;
  console.log(
    `${queries.length} distinct queries for foods that ours has found before, medians of ${rounds} rounds of ${secondsPerRound} s, in turns:`,
  );
  const requests = queries.map((query) => ({ path: ourPath(query), headers }));
  // The floors have run each query beforehand.
  await sendAll(target(ours, requests), queries.length);
  const loads = await alternate(
    {
      ours: target(ours, requests),
      [sqlAlone]: target(floor, requests),
      [sameSearch]: target(bareSearch, requests),
      "sofa-api": target(
        sofa,
        queries.map((query) => ({ path: `/api/foods?${query}&first=3`, headers: {} })),
      ),
      [ofPeople]: target(ours, asPeople(requests, tokens)),
    },
    rounds,
    secondsPerRound,
  );
  printLoads(loads);
  for (const name of [sqlAlone, sameSearch] as const) {
    const above = loads.ours!.cpu - loads[name]!.cpu;
    console.log(
      `  ours is ${ratio(loads.ours!, loads[name]!)} of the ${name}, with ${above.toFixed(0)} µs of CPU more each`,
    );
  }
  console.log(`  ours is ${ratio(loads.ours!, loads["sofa-api"]!)} of sofa-api`);
  console.log(
    `  with ${people} tokens it is ${ratio(loads[ofPeople]!, loads[sqlAlone]!)} of the ${sqlAlone}`,
  );
  await calm("distinct queries", target(ours, requests), loads.ours!);
}

const bareServer = "bare node:http";
/** Sent the very same requests: whoever writes a thousand of them in turn has less left for the answers. */
const bareOfPeople = `${bareServer}, ${ofPeople}`;

async function repeated({ ours, bare, sofa, queries, headers, tokens }: Ring): Promise<void> {
  console.log(`the same query again, medians of ${rounds} rounds of ${secondsPerRound} s, in turns:`);
  const [query] = queries as [string];
  const request = { path: ourPath(query), headers };
  const requests = asPeople([request], tokens);
  const loads = await alternate(
    {
      ours: target(ours, [request]),
      [bareServer]: target(bare, [request]),
      "sofa-api": target(sofa, [{ path: `/api/foods?${query}&first=3`, headers: {} }]),
      [ofPeople]: target(ours, requests),
      [bareOfPeople]: target(bare, requests),
    },
    rounds,
    secondsPerRound,
  );
  printLoads(loads);
  console.log(`  ours is ${ratio(loads.ours!, loads[bareServer]!)} of ${bareServer}`);
  console.log(`  ours is ${ratio(loads.ours!, loads["sofa-api"]!)} times sofa-api`);
  console.log(
    `  with ${people} tokens it is ${ratio(loads[ofPeople]!, loads[bareOfPeople]!)} of ${bareOfPeople}`,
  );
  await calm("the same query again", target(ours, [request]), loads.ours!);
}

async function known({ ours, bare, queries, headers }: Ring): Promise<void> {
  console.log(
    `what the client has already (304), medians of ${rounds} rounds of ${secondsPerRound} s, in turns:`,
  );
  const path = ourPath(queries[0]!);
  const etag = (await fetch(ours.origin + path, { headers })).headers.get("etag")!;
  const request = { path, headers: { ...headers, "if-none-match": etag } };
  const loads = await alternate(
    { ours: target(ours, [request], 304), [bareServer]: target(bare, [request], 304) },
    rounds,
    secondsPerRound,
  );
  printLoads(loads);
  console.log(`  ours is ${ratio(loads.ours!, loads[bareServer]!)} of ${bareServer}`);
}

const ratio = (one: Turns, other: Turns) => ratioInTurns(one, other).toFixed(2);

/** At 70 % of what it can do. */
async function calm(what: string, ours: Target, peak: Load): Promise<void> {
  const calmer = await load(ours, secondsCalm, 0.7 * peak.requestsPerSecond);
  printLoads({ "at 70 %": calmer });
  console.log(`  ${what}: p99 is ${(calmer.p99 / calmer.p50).toFixed(1)} times p50 at 70 % of the peak rate`);
}

/** Half of the requests are for something else each time. The first look is when everything was asked for once. */
async function memory({ ours, queries, headers, tokens }: Ring): Promise<void> {
  const mixed = queries.flatMap((query) => [
    { path: ourPath(query), headers },
    { path: ourPath(queries[0]!), headers },
  ]);
  const all = target(ours, asPeople(mixed, tokens));
  const send = async (least: number) => {
    await sendAll(all, least);
    return `${memoryMb(all.pid).toFixed(0)} MB`;
  };
  const sizes = [await send(mixed.length)];
  for (let part = 0; part < 4; part++) sizes.push(await send(requestsForMemory / 4));
  console.log(`memory over ${requestsForMemory} requests, after each quarter: ${sizes.join(", ")}`);
}

async function sendAll(all: Target, least: number): Promise<void> {
  for (let sent = 0; sent < least; ) sent += 5 * (await load(all, 5)).requestsPerSecond;
}

/** What people would type for the foods that there are: the first words of their names, and the names' two first parts. */
async function queryWords(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ query: string }>(`
    select distinct lower(query) as query from foods, lateral (values
      (split_part(name, ',', 1)), (trim(split_part(name, ',', 2) || ' ' || split_part(name, ',', 1)))) as asked (query)
    where query ~ '^[A-Za-z ]{3,60}$' order by query`);
  await client.end();
  return rows.map(({ query }) => query);
}

async function requireSameAnswers(ring: Ring): Promise<void> {
  const { ours, floor, bareSearch, sofa, queries, headers } = ring;
  for (let at = 0; at < queries.length; at += Math.ceil(queries.length / 100)) {
    const query = queries[at]!;
    const paths = [
      ...[ours, floor, bareSearch].map(({ origin }) => origin + ourPath(query)),
      `${sofa.origin}/api/foods?${query}&first=3`,
    ];
    const [our, least, bare, sofas] = await Promise.all(
      paths.map(async (url) => (await fetch(url, { headers })).text()),
    );
    for (const other of [least, bare])
      if (our !== other) throw new Error(`Not the same answer to ${query}:\n${our}\n${other}`);
    const foods = JSON.stringify(JSON.parse(our!).foods);
    if (foods !== foodsOf(sofas!))
      throw new Error(`Not the same answer to ${query}:\n${foods}\n${foodsOf(sofas!)}`);
  }
}

/** An answer of sofa-api in the facade's shape and order. */
function foodsOf(text: string): string {
  const foods = JSON.parse(text).edges.map(({ match, node }: SofaEdge) => {
    const { id, name, url, kind, brand, per, serving, sourceLabel: source } = node;
    const nutrition = Object.fromEntries(usualNutrients.map((one) => [one, node.nutrition[one]]));
    return { id, name, url, kind, brand, per, nutrition, serving, source, match };
  });
  return JSON.stringify(foods);
}

interface SofaEdge {
  readonly match: string;
  readonly node: Readonly<Record<string, unknown>> & {
    readonly nutrition: Readonly<Record<string, unknown>>;
  };
}
