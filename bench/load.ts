import autocannon from "autocannon";

export interface Load {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const connections = 16;

/** Sends each path once after the other, over and over, as fast as the server answers. */
export async function load(
  origin: string,
  paths: readonly string[],
  headers: Record<string, string>,
  seconds: number,
): Promise<Load> {
  let at = 0;
  const result = await autocannon({
    url: origin,
    connections,
    duration: seconds,
    headers,
    requests: [{ setupRequest: (request) => ({ ...request, path: paths[at++ % paths.length]! }) }],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${origin}: ${result.non2xx} answers were not 2xx, ${result.errors} requests failed.`);
  }
  return { requestsPerSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}

/** The median of each figure over several rounds. */
export function median<Figures extends object>(rounds: readonly Figures[]): Figures {
  const middle = (name: string) =>
    rounds.map((round) => Number(round[name as keyof Figures])).sort((one, other) => one - other)[
      Math.floor(rounds.length / 2)
    ];
  return Object.fromEntries(Object.keys(rounds[0]!).map((name) => [name, middle(name)])) as Figures;
}
