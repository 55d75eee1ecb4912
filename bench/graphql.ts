import { once } from "node:events";
import { isDeepStrictEqual } from "node:util";
import type { EntityManager } from "@mikro-orm/postgresql";
import { type Database, openDatabase } from "../src/db/orm.js";
import { accessToken } from "./accessToken.js";
import { downloads, freePort, larder, type Running, requireDownloads, start, withFolder } from "./larder.js";
import { alternate, printLoads, ratioInTurns, type Sent } from "./load.js";

const rounds = 25;
const secondsPerRound = 0.75;
const counted = 300;

interface Server extends Running {
  readonly origin: string;
}

interface Answer {
  readonly me: { readonly usage: { readonly edges: readonly object[] } };
}

interface Question {
  readonly name: string;
  readonly query: string;
  readonly variables: readonly object[];
  /** What every server must answer the same: all, but what tells of the requests themselves. */
  readonly same: (data: Answer) => unknown;
}

const label = "energyKcal proteinG fatG saturatedFatG carbohydrateG sugarsG fiberG sodiumMg";
const search = `query Search($query: String!) { foods(query: $query, first: 10) {
  edges { match nearTie node { id name url kind brand per nutrition { ${label} } serving { name grams } sourceLabel } }
  pageInfo { hasNextPage endCursor } } }`;
const food = `query Food($id: ID!) { food(id: $id) {
  id name url kind brand category preparation per nutrition { ${label} } portions { name grams }
  nutrients { amount percentDailyValue nutrient { id name unit group } }
  source { name release licence attribution } } }`;
const account = `query Account { me { id name email tier createdAt
  allowance { requestsPerDay requestsLeft resetsAt }
  usage(first: 10) { edges { node { at door operation status milliseconds } } } } }`;

const whole = (data: unknown) => data;

/** `POST /graphql` with three queries of a real client, beside other servers over the same statements. */
export async function benchGraphql(): Promise<void> {
  requireDownloads();
  await withFolder(async (folder) => {
    const database = await openDatabase({ databaseUrl: null, dataFolder: folder });
    await larder(["import", "usda", ...downloads], { LARDER_DATA: folder });
    const started: Server[] = [];
    try {
      await compareAll(folder, database, started);
    } finally {
      await Promise.all(started.map((server) => server.stop()));
      await database.close();
    }
  });
}

async function compareAll(folder: string, { url, orm }: Database, started: Server[]): Promise<void> {
  const em = orm.em.fork();
  const port = await freePort();
  const shared = {
    DATABASE_URL: url,
    LARDER_DATA: folder,
    PUBLIC_URL: `http://localhost:${port}`,
    NODE_OPTIONS: "--import ./dist/bench/countStatements.js",
  };
  async function open(program: string, ready: string, env: Record<string, string>, at: number) {
    const running = await start(program, { ...shared, ...env, PORT: String(at) }, ready);
    started.push({ ...running, origin: `http://localhost:${at}` });
    return started.at(-1)!;
  }
  const ours = await open("src/main.js", "Larder is ready", {}, port);
  const token = await accessToken(ours.origin, shared);
  await em.execute("update users set tier = 'premium'");
  await em.execute(`update oauth_artifacts set payload = jsonb_set(payload, '{scope}',
    '"foods:read nutrients:read profile:read usage:read"') where model = 'AccessToken'`);
  const [user] = await em.execute<{ id: number }[]>("select id from users");
  const peer = async (LIBRARY: string) =>
    open("bench/graphqlPeer.js", "ready", { LIBRARY, USER_ID: String(user!.id) }, await freePort());
  const servers = {
    Larder: ours,
    "graphql-http": await peer("graphql-http"),
    mercurius: await peer("mercurius"),
  };
  console.log(
    `Larder checks a token, bounds each query, counts it and keeps it in a history; the others do none of it. mercurius has
the same resolvers and runs without jit, graphql-http plain ones over the same statements. Medians of ${rounds} rounds of
${secondsPerRound} s, in turns; a ratio is the median of the rounds' own.`,
  );
  for (const question of await questionsFor(em)) await compare(question, servers, token);
}

async function questionsFor(em: EntityManager): Promise<Question[]> {
  const names = await em.execute<{ query: string }[]>(
    "select distinct lower(split_part(name, ',', 1)) as query from foods where name ~ '^[A-Za-z ]{3,30},' order by query limit 500",
  );
  const foods = await em.execute<{ id: string }[]>(
    "select 'food_' || id as id from foods where id % 23 = 0 order by id limit 500",
  );
  return [
    { name: "a search for ten foods", query: search, variables: names, same: whole },
    { name: "a food with its whole panel", query: food, variables: foods, same: whole },
    {
      name: "an account with its last requests",
      query: account,
      variables: [{}],
      same: ({ me: { usage, ...me } }) => ({ ...me, allowance: null, usage: usage.edges.length }),
    },
  ];
}

async function compare(
  { name, query, variables, same }: Question,
  servers: Readonly<Record<string, Server>>,
  token: string,
): Promise<void> {
  const requests: Sent[] = variables.map((values) => ({
    method: "POST",
    path: "/graphql",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables: values }),
  }));
  const answers = await Promise.all(
    Object.values(servers).map(async ({ origin }) =>
      Promise.all(requests.slice(0, 20).map((request) => answerOf(origin, request))),
    ),
  );
  const first = answers[0]!.map(same);
  if (answers.some((answer) => !isDeepStrictEqual(answer.map(same), first)))
    throw new Error(`${name}: not the same answers.`);
  const targets = Object.fromEntries(
    Object.entries(servers).map(([server, { origin, process }]) => [
      server,
      { origin, pid: process.pid!, requests },
    ]),
  );
  console.log(`\n${name}, some ${JSON.stringify(answers[0]![0]).length} bytes`);
  const loads = await alternate(targets, rounds, secondsPerRound);
  printLoads(loads);
  const ratio = (other: string) => ratioInTurns(loads.Larder!, loads[other]!).toFixed(2);
  console.log(`  Larder is ${ratio("mercurius")} of mercurius, ${ratio("graphql-http")} of graphql-http`);
  for (const [name, server] of Object.entries(servers))
    console.log(`  ${(await statementsOf(server, requests)).toFixed(2)} statements a request: ${name}`);
}

async function answerOf(origin: string, { path, ...request }: Sent): Promise<Answer> {
  const response = await fetch(origin + path, request);
  const answer = (await response.json()) as { data: Answer; errors?: unknown };
  if (response.status !== 200 || answer.errors) throw new Error(`${origin}: ${JSON.stringify(answer)}`);
  return answer.data;
}

/** All that the database was asked meanwhile, for the token, the quota and the history as well. */
async function statementsOf({ origin, ...server }: Server, requests: readonly Sent[]): Promise<number> {
  const before = await toldBy(server);
  for (let at = 0; at < counted; at++) await answerOf(origin, requests[at % requests.length]!);
  return ((await toldBy(server)) - before) / counted;
}

/** What `countStatements` says in the process of a server. */
async function toldBy({ process }: Pick<Running, "process">): Promise<number> {
  const told = once(process.stdout!, "data");
  process.kill("SIGUSR2");
  const [text] = await told;
  return Number(/statements: (\d+)\./.exec(String(text))?.[1]);
}
