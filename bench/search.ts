import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { AuthorizationCode } from "simple-oauth2";
import { openDatabase } from "../src/db/orm.js";
import { Browser } from "../src/gpt/Browser.js";
import { makeClient, person, redirectUri } from "./client.js";
import { downloads, freePort, larder, requireDownloads, start, withFolder } from "./larder.js";
import { type Load, load, median } from "./load.js";

const rounds = 5;
const secondsPerRound = 6;

/** `GET /api/foods/search` over distinct real queries on the three generic sets, beside the floor, in alternating rounds. */
export async function benchSearch(): Promise<void> {
  requireDownloads();
  await withFolder(async (folder) => {
    const database = await openDatabase({ databaseUrl: null, dataFolder: folder });
    await larder(["import", "usda", ...downloads], { LARDER_DATA: folder });
    const paths = await queryPaths(database.url);
    const queries = join(folder, "queries.json");
    await writeFile(queries, JSON.stringify(paths));
    const ports = [await freePort(), await freePort()];
    const [ourOrigin, floorOrigin] = ports.map((port) => `http://localhost:${port}`);
    const shared = { DATABASE_URL: database.url, LARDER_DATA: folder, PUBLIC_URL: ourOrigin! };
    const ours = await start("src/main.js", { ...shared, PORT: String(ports[0]) }, "Larder is ready");
    const floor = await start(
      "bench/floor.js",
      { ...shared, PORT: String(ports[1]), QUERIES: queries },
      "ready",
    );
    try {
      const headers = { authorization: `Bearer ${await token(ourOrigin!, shared)}` };
      await requireSameAnswers(paths, ourOrigin!, floorOrigin!, headers);
      await compare(paths, ourOrigin!, floorOrigin!, headers);
    } finally {
      await Promise.all([ours.stop(), floor.stop()]);
      await database.close();
    }
  });
}

async function compare(
  paths: string[],
  ours: string,
  floor: string,
  headers: Record<string, string>,
): Promise<void> {
  const results: { ours: Load[]; floor: Load[] } = { ours: [], floor: [] };
  await load(ours, paths, headers, 3);
  await load(floor, paths, headers, 3);
  for (let round = 0; round < rounds; round++) {
    results.ours.push(await load(ours, paths, headers, secondsPerRound));
    results.floor.push(await load(floor, paths, headers, secondsPerRound));
  }
  const our = median(results.ours);
  const least = median(results.floor);
  console.log(
    `${paths.length} distinct queries, the three generic sets, medians of ${rounds} rounds of ${secondsPerRound} s:`,
  );
  for (const [name, { requestsPerSecond, p50, p99 }] of [
    ["ours", our],
    ["floor", least],
  ] as const) {
    console.log(
      `  ${name.padEnd(6)} ${requestsPerSecond.toFixed(0).padStart(6)} requests/s   p50 ${p50} ms   p99 ${p99} ms`,
    );
  }
  console.log(`  ratio  ${(our.requestsPerSecond / least.requestsPerSecond).toFixed(2)}`);
}

/** What people would type for the foods that there are: the first words of their names, and the names' two first parts. */
async function queryPaths(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ query: string }>(`
    select distinct query from foods, lateral (values
      (split_part(name, ',', 1)), (trim(split_part(name, ',', 2) || ' ' || split_part(name, ',', 1)))) as asked (query)
    where query ~ '^[A-Za-z ]{3,60}$' order by query`);
  await client.end();
  return rows.map(({ query }) => `/api/foods/search?query=${encodeURIComponent(query.toLowerCase())}`);
}

async function requireSameAnswers(
  paths: string[],
  ours: string,
  floor: string,
  headers: Record<string, string>,
): Promise<void> {
  for (let at = 0; at < paths.length; at += Math.ceil(paths.length / 100)) {
    const [one, other] = await Promise.all(
      [ours, floor].map(async (origin) => (await fetch(origin + paths[at]!, { headers })).text()),
    );
    if (one !== other) throw new Error(`Not the same answer to ${paths[at]}:\n${one}\n${other}`);
  }
}

/** As any client gets one. */
async function token(origin: string, env: Record<string, string>): Promise<string> {
  const { id, secret } = await makeClient(env);
  const client = new AuthorizationCode({
    client: { id, secret },
    auth: { tokenHost: origin, tokenPath: "/oauth/token", authorizePath: "/oauth/authorize" },
    options: { authorizationMethod: "body" },
  });
  const authorizationUrl = client.authorizeURL({
    redirect_uri: redirectUri,
    scope: "foods:read",
    state: "bench",
  });
  const arrived = await new Browser(redirectUri, () => {}).authorize(
    authorizationUrl,
    person.email,
    person.password,
  );
  const { token } = await client.getToken({
    code: arrived.searchParams.get("code")!,
    redirect_uri: redirectUri,
  });
  return String(token.access_token);
}
