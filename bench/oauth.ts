import { Browser } from "../src/gpt/Browser.js";
import { type MadeClient, makeClient, person, redirectUri } from "./client.js";
import { freePort, larder, start, withFolder } from "./larder.js";
import { median } from "./load.js";
import { type Rate, repeat } from "./repeat.js";

const rounds = 5;
const secondsPerRound = 4;
const sideBySide = 8;

interface Server {
  readonly origin: string;
  readonly client: MadeClient;
  /** Of a browser in which somebody is signed in, and has allowed the client before. */
  readonly cookie: string;
}

/** What one worker does over and over. */
type Work = () => Promise<unknown>;

/** The token endpoint and the whole code flow, beside the same on the engine alone with its adapter in memory. */
export async function benchOauth(): Promise<void> {
  await withFolder(async (folder) => {
    const ports = [await freePort(), await freePort()].map(String) as [string, string];
    // As behind a proxy, so that the people of one client come from many addresses and no limit is met.
    const env = { LARDER_DATA: folder, PORT: ports[0], TRUSTED_PROXIES: "1" };
    const ours = await start("src/main.js", env, "Larder is ready");
    const client = await makeClient(env);
    const all = ["authorization_code", "refresh_token", "client_credentials"];
    await larder(["client", "update", client.id, "--grant", ...all], env);
    const floorEnv = { CLIENT_ID: client.id, CLIENT_SECRET: client.secret, REDIRECT_URI: redirectUri };
    const floor = await start("bench/oauthFloor.js", { PORT: ports[1], ...floorEnv }, "ready");
    try {
      const [our, least] = await Promise.all(
        ports.map((port) => signedIn(`http://localhost:${port}`, client)),
      );
      console.log(
        `${sideBySide} side by side, medians of ${rounds} rounds of ${secondsPerRound} s, in turns:`,
      );
      for (const [name, makeWork] of Object.entries(works)) await compare(name, makeWork, our!, least!);
    } finally {
      await Promise.all([ours.stop(), floor.stop()]);
    }
  });
}

async function signedIn(origin: string, client: MadeClient): Promise<Server> {
  const browser = new Browser(redirectUri, () => {});
  await browser.authorize(authorizationUrl(origin, client), person.email, person.password);
  return { origin, client, cookie: browser.cookies.headerFor(new URL("/oauth/authorize", origin)) };
}

const works: Record<string, (server: Server) => Promise<Work>> = {
  "code flow": async (server) => () => codeFlow(server),
  async refresh(server) {
    let { refresh_token } = await codeFlow(server);
    return async () => {
      ({ refresh_token } = await token(server, { grant_type: "refresh_token", refresh_token }));
    };
  },
  "client credentials": async (server) => () =>
    token(server, { grant_type: "client_credentials", scope: "foods:read" }),
};

async function compare(
  name: string,
  makeWork: (server: Server) => Promise<Work>,
  ours: Server,
  floor: Server,
): Promise<void> {
  const workers = async (server: Server) =>
    Promise.all(Array.from({ length: sideBySide }, () => makeWork(server)));
  const [ourWorkers, floorWorkers] = [await workers(ours), await workers(floor)];
  await repeat(ourWorkers, 2);
  await repeat(floorWorkers, 2);
  const results: { ours: Rate[]; floor: Rate[] } = { ours: [], floor: [] };
  for (let round = 0; round < rounds; round++) {
    results.ours.push(await repeat(ourWorkers, secondsPerRound));
    results.floor.push(await repeat(floorWorkers, secondsPerRound));
  }
  const [our, least] = [median(results.ours), median(results.floor)];
  console.log(
    `  ${name.padEnd(18)}  ours ${shown(our)}   floor ${shown(least)}   ratio ${(our.perSecond / least.perSecond).toFixed(2)}`,
  );
}

const shown = ({ perSecond, p50, p95 }: Rate): string =>
  `${perSecond.toFixed(0).padStart(5)}/s  p50 ${p50.toFixed(1)} ms  p95 ${p95.toFixed(1)} ms`;

interface Tokens {
  readonly refresh_token: string;
}

/** From the request to the tokens, for somebody who is signed in and has allowed it before: two requests. */
async function codeFlow(server: Server): Promise<Tokens> {
  const { origin, client, cookie } = server;
  const url = authorizationUrl(origin, client);
  const response = await fetch(url, { headers: { cookie }, redirect: "manual" });
  await response.arrayBuffer();
  const code = new URL(response.headers.get("location") ?? url).searchParams.get("code");
  if (!code) throw new Error(`no code but ${response.status} ${response.headers.get("location")}`);
  return token(server, { grant_type: "authorization_code", code, redirect_uri: redirectUri });
}

async function token({ origin, client }: Server, grant: Record<string, string>): Promise<Tokens> {
  const body = new URLSearchParams({ ...grant, client_id: client.id, client_secret: client.secret });
  const headers = { "x-forwarded-for": someAddress() };
  const response = await fetch(`${origin}/oauth/token`, { method: "POST", body, headers });
  const answer = (await response.json()) as Tokens;
  if (response.status !== 200) throw new Error(`no tokens but ${JSON.stringify(answer)}`);
  return answer;
}

const someByte = () => Math.floor(Math.random() * 256);
const someAddress = () => `10.${someByte()}.${someByte()}.${someByte()}`;

function authorizationUrl(origin: string, { id }: MadeClient): string {
  const query = {
    response_type: "code",
    client_id: id,
    redirect_uri: redirectUri,
    scope: "foods:read",
    state: "s",
  };
  return `${origin}/oauth/authorize?${new URLSearchParams(query)}`;
}
