import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, start, withFolder } from "./larder.js";

const rounds = 5;
const folder = "test/graphql/hostile";

/** How long each hostile query keeps the server: the median and the slowest of a few rounds, by a stranger. */
export async function benchHostile(): Promise<void> {
  await withFolder(async (data) => {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const env = { LARDER_DATA: data, PORT: String(port), PUBLIC_URL: origin };
    const running = await start("src/main.js", env, "Larder is ready");
    try {
      const bodies = readdirSync(folder).map((file) => [file, bodyOf(file)] as const);
      // The first requests pay for what Node compiles.
      for (const [, body] of bodies) await ask(origin, body);
      for (const [file, body] of bodies) await report(origin, file, body);
    } finally {
      await running.stop();
    }
  });
}

async function report(origin: string, file: string, body: string): Promise<void> {
  const times: number[] = [];
  let status = 0;
  for (let round = 0; round < rounds; round++) {
    const before = performance.now();
    status = await ask(origin, body);
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(rounds / 2)]!.toFixed(1);
  console.log(
    `  ${file.padEnd(42)} ${status}  median ${median.padStart(6)} ms  slowest ${times.at(-1)!.toFixed(1).padStart(6)} ms`,
  );
}

function bodyOf(file: string): string {
  const text = readFileSync(join(folder, file), "utf8");
  return file.endsWith(".json") ? text : JSON.stringify({ query: text });
}

async function ask(origin: string, body: string): Promise<number> {
  const response = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body,
  });
  const answer = (await response.json()) as object;
  if ("data" in answer) throw new Error(`The server ran it: ${body.slice(0, 100)}`);
  return response.status;
}
