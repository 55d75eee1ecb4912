import { randomBytes } from "node:crypto";
import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import { openDatabase } from "../src/db/orm.js";
import { keyOf } from "../src/oauth/adapter.js";
import { createBearer } from "../src/oauth/bearer.js";
import { Tiers } from "../src/users/tiers.js";
import { makeClient } from "./client.js";
import { freePort, start, withFolder } from "./larder.js";
import { median } from "./load.js";
import { type Rate, repeat } from "./repeat.js";

const liveTokens = 1_000_000;
const people = 100_000;
/** So many that none comes again within the second for which it is remembered. */
const ownTokens = 20_000;
const rounds = 7;
const secondsPerRound = 3;
const sideBySide = 4;
const path = "/api/foods/search?query=tofu&limit=1";

interface Server {
  readonly name: string;
  readonly origin: string;
  readonly orm: MikroORM;
  readonly tokens: readonly string[];
}

/** What finding out who asks adds to a request, and whether a million live tokens make it dearer. */
export async function benchBearer(): Promise<void> {
  await withFolder(async (folder) => {
    const few = await openDatabase({ databaseUrl: null, dataFolder: folder });
    await few.orm.em.fork().execute("create database many");
    const many = await openDatabase({ databaseUrl: few.url.replace(/\w+$/, "many"), dataFolder: folder });
    const [one, other] = [await serve(few.url, folder), await serve(many.url, folder)];
    try {
      const servers = [
        { name: "few tokens", ...one, orm: few.orm, tokens: await makeTokens(few.orm, one.origin, 0) },
        {
          name: "a million",
          ...other,
          orm: many.orm,
          tokens: await makeTokens(many.orm, other.origin, liveTokens),
        },
      ] as const;
      await measureAlone(servers[0]);
      await compare(servers);
    } finally {
      await Promise.all([one.stop(), other.stop()]);
      await many.close();
      await few.close();
    }
  });
}

async function serve(
  databaseUrl: string,
  folder: string,
): Promise<{ origin: string; stop(): Promise<void> }> {
  const port = String(await freePort());
  const env = { DATABASE_URL: databaseUrl, LARDER_DATA: folder, PORT: port };
  const { stop } = await start("src/main.js", env, "Larder is ready");
  await makeClient(env);
  return { origin: `http://localhost:${port}`, stop };
}

/** Rows as the engine writes them: `others` of other people, and some whose tokens are known. */
async function makeTokens(orm: MikroORM, origin: string, others: number): Promise<string[]> {
  const em = orm.em.fork();
  const [client] = await em.execute<{ id: string }[]>("select id from oauth_clients");
  const [user] = await em.execute<{ id: number }[]>("select id from users");
  const payload = { kind: "AccessToken", clientId: client!.id, aud: origin, scope: "foods:read" };
  if (others > 0) {
    await em.execute(
      `insert into users (name, email, password_hash, created_at)
       select 'P', 'p' || n || '@example.com', 'none', now() from generate_series(1, ?) as n`,
      [people],
    );
    await insertTokens(em, client!.id, payload, {
      key: "sha256(convert_to(n::text, 'UTF8'))",
      user: `${user!.id} + 1 + n % ${people}`,
      from: `generate_series(1, ${others}) as n`,
    });
  }
  const tokens = Array.from({ length: ownTokens }, () => randomBytes(32).toString("base64url"));
  const keys = tokens.map((token) => keyOf("AccessToken", token).toString("hex"));
  await insertTokens(em, client!.id, payload, {
    key: "decode(key, 'hex')",
    user: String(user!.id),
    from: `unnest(string_to_array('${keys}', ',')) as key`,
  });
  await em.execute("vacuum analyze oauth_artifacts");
  await em.execute("vacuum analyze users");
  return tokens;
}

async function insertTokens(
  em: EntityManager,
  clientId: string,
  payload: Record<string, unknown>,
  { key, user, from }: { key: string; user: string; from: string },
): Promise<void> {
  await em.execute(
    `insert into oauth_artifacts (id, model, payload, user_id, client_id, expires_at)
     select ${key}, 'AccessToken', ?::jsonb || jsonb_build_object('accountId', 'user_' || (${user})),
       ${user}, ?, now() + interval '1 day'
     from ${from}`,
    [JSON.stringify(payload), clientId],
  );
}

/** The check by itself, beside a whole request; and what the database does for it. */
async function measureAlone(server: Server): Promise<void> {
  const { orm, origin, tokens } = server;
  const bearer = createBearer({ orm, config: { publicUrl: origin }, tiers: new Tiers() });
  const seen = await msEach(50_000, () => bearer(tokens[0]!, "api"));
  const unseen = await msEach(5000, (n) => bearer(tokens[n]!, "api"));
  await repeat([sameToken(server)], secondsPerRound);
  const request = await repeat([sameToken(server)], secondsPerRound);
  console.log(`one request after the other: p50 ${request.p50.toFixed(2)} ms, of which the check takes`);
  console.log(
    `  ${(seen * 1000).toFixed(1)} µs for a token seen in the last second   ${share(seen, request)}`,
  );
  console.log(
    `  ${(unseen * 1000).toFixed(1)} µs for any other                        ${share(unseen, request)}`,
  );
  const before = await scansOf(orm);
  const asked = 1000;
  const next = newToken(server);
  for (let n = 0; n < asked; n++) await next();
  const after = await scansOf(orm);
  const each = (name: "bySequence" | "byIndex") => ((after[name] - before[name]) / asked).toFixed(2);
  console.log(
    `  scans of the table for each of those: ${each("byIndex")} by index, ${each("bySequence")} whole`,
  );
}

const share = (ms: number, { p50 }: Rate): string => `${((100 * ms) / (p50 - ms)).toFixed(2)} % of the rest`;

async function msEach(times: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const before = performance.now();
  for (let n = 0; n < times; n++) await work(n);
  return (performance.now() - before) / times;
}

async function scansOf(orm: MikroORM): Promise<{ byIndex: number; bySequence: number }> {
  // A connection that rests tells of its scans after ten seconds.
  await new Promise((done) => setTimeout(done, 11_000));
  const [row] = await orm.em.fork().execute<{ byIndex: number; bySequence: number }[]>(
    `select idx_scan::int as "byIndex", seq_scan::int as "bySequence"
     from pg_stat_user_tables where relname = 'oauth_artifacts'`,
  );
  return row!;
}

async function compare(servers: readonly [Server, Server]): Promise<void> {
  console.log(`${sideBySide} side by side, medians of ${rounds} rounds of ${secondsPerRound} s, in turns:`);
  for (const [name, work] of [
    ["the same token", sameToken],
    ["another token each time", newToken],
  ] as const) {
    const results = new Map<Server, Rate[]>(servers.map((server) => [server, []]));
    const run = (server: Server) =>
      repeat(
        Array.from({ length: sideBySide }, () => work(server)),
        secondsPerRound,
      );
    for (const server of servers) await run(server);
    for (let round = 0; round < rounds; round++) {
      for (const server of servers) results.get(server)!.push(await run(server));
    }
    console.log(`  ${name}`);
    const [few, many] = servers.map((server) => ({ ...server, ...median(results.get(server)!) }));
    for (const { name, perSecond, p50, p95 } of [few!, many!]) {
      console.log(
        `    ${name.padEnd(10)}  ${perSecond.toFixed(0).padStart(5)}/s  p50 ${p50.toFixed(2)} ms  p95 ${p95.toFixed(2)} ms`,
      );
    }
    console.log(`    p95 changes by ${(100 * (many!.p95 / few!.p95 - 1)).toFixed(1)} %`);
  }
}

const sameToken =
  ({ origin, tokens }: Server) =>
  () =>
    ask(origin, tokens[0]!);

function newToken({ origin, tokens }: Server): () => Promise<void> {
  let at = Math.floor(Math.random() * tokens.length);
  return () => ask(origin, tokens[at++ % tokens.length]!);
}

async function ask(origin: string, token: string): Promise<void> {
  const response = await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
}
