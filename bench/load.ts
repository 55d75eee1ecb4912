import { readFileSync } from "node:fs";
import autocannon from "autocannon";

/** A server under load, and what it is sent, over and over. */
export interface Target {
  readonly origin: string;
  readonly pid: number;
  readonly requests: readonly Sent[];
  /** What every answer must be; 200 if absent. */
  readonly status?: number;
}

export interface Sent {
  /** GET if absent. */
  readonly method?: "POST";
  readonly body?: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Load {
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Of the server's process, without the database's, in microseconds for each request. */
  readonly cpu: number;
}

/** The medians of several rounds. */
export interface Turns extends Load {
  readonly rounds: readonly Load[];
}

const connections = 16;
const secondsUnmeasured = 0.5;
/** Where the last round ended, by server and by how many different requests it is sent. */
const positions = new Map<string, number>();

/** Sends one request after the other, as fast as the server answers or so many a second. */
export async function load(target: Target, seconds: number, perSecond?: number): Promise<Load> {
  const { origin, pid, requests, status = 200 } = target;
  const only = requests.length === 1 ? requests[0] : undefined;
  const ring = `${origin} ${requests.length}`;
  const cpuBefore = cpuSeconds(pid);
  const took: number[] = [];
  const {
    errors,
    start,
    finish,
    statusCodeStats = {},
  } = await run(
    {
      url: only ? origin + only.path : origin,
      connections,
      duration: seconds,
      // It stops at the end of one only.
      sampleInt: 50,
      ...(only && { ...only, headers: { ...only.headers } }),
      ...(perSecond && { overallRate: Math.round(perSecond) }),
      ...(!only && {
        requests: [
          {
            setupRequest(request) {
              // Goes on where the last round ended, whoever asked: of what is sent again and again, nothing comes again soon.
              const at = positions.get(ring) ?? 0;
              positions.set(ring, (at + 1) % requests.length);
              const next = requests[at]!;
              return { ...request, ...next, headers: { ...next.headers } };
            },
          },
        ],
      }),
    },
    (ms) => took.push(ms),
  );
  const others = Object.keys(statusCodeStats).filter((code) => code !== String(status));
  if (errors > 0 || others.length > 0)
    throw new Error(`${origin}: ${errors} requests failed, others were answered with ${others.join(", ")}.`);
  took.sort((one, other) => one - other);
  const quantile = (share: number) => took[Math.floor((took.length - 1) * share)]!;
  return {
    requestsPerSecond: (1000 * took.length) / (finish.getTime() - start.getTime()),
    p50: quantile(0.5),
    p99: quantile(0.99),
    cpu: ((cpuSeconds(pid) - cpuBefore) * 1e6) / took.length,
  };
}

/** Calls `onAnswer` with how long each answer took: the figures of the load generator itself are in whole milliseconds. */
function run(options: autocannon.Options, onAnswer: (ms: number) => void): Promise<autocannon.Result> {
  return new Promise((done, fail) => {
    const running = autocannon(options, (error, result) => (error ? fail(error) : done(result)));
    running.on("response", (_client, _status, _bytes, ms) => onAnswer(ms));
  });
}

/**
 * Each target in its turn, round after round, another one first in each, so that a slow while falls on all alike. A turn
 * begins unmeasured: while others had theirs, a server lets go of what it keeps for those who are there.
 */
export async function alternate<Name extends string>(
  targets: Readonly<Record<Name, Target>>,
  rounds: number,
  seconds: number,
): Promise<Record<Name, Turns>> {
  const names = Object.keys(targets) as Name[];
  const loads = Object.fromEntries(names.map((name) => [name, [] as Load[]])) as Record<Name, Load[]>;
  for (const name of names) await load(targets[name], 2);
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length]!;
      await load(targets[name], secondsUnmeasured);
      loads[name].push(await load(targets[name], seconds));
    }
  const turns = (name: Name): Turns => ({ ...median(loads[name]), rounds: loads[name] });
  return Object.fromEntries(names.map((name) => [name, turns(name)])) as Record<Name, Turns>;
}

/** How many times as many requests a second: the median over the rounds, for the machine is not equally fast in each. */
export const ratioInTurns = (one: Turns, other: Turns): number =>
  median(
    one.rounds.map(({ requestsPerSecond }, at) => ({
      ratio: requestsPerSecond / other.rounds[at]!.requestsPerSecond,
    })),
  ).ratio;

export function printLoads(loads: Readonly<Record<string, Load>>): void {
  const longest = Math.max(14, ...Object.keys(loads).map(({ length }) => length));
  for (const [name, { requestsPerSecond, p50, p99, cpu }] of Object.entries(loads)) {
    const cells = [
      `${requestsPerSecond.toFixed(0).padStart(6)}/s`,
      `p50 ${p50.toFixed(2)} ms`,
      `p99 ${p99.toFixed(2)} ms`,
      `${cpu.toFixed(0)} µs of CPU each`,
    ];
    console.log(`  ${name.padEnd(longest)} ${cells.join("   ")}`);
  }
}

/** The median of each figure over several rounds. */
export function median<Figures extends object>(rounds: readonly Figures[]): Figures {
  const middle = (name: string) =>
    rounds.map((round) => Number(round[name as keyof Figures])).sort((one, other) => one - other)[
      Math.floor(rounds.length / 2)
    ];
  return Object.fromEntries(Object.keys(rounds[0]!).map((name) => [name, middle(name)])) as Figures;
}

/** What a process has used so far. Linux tells; elsewhere the figures that need it are NaN. */
function cpuSeconds(pid: number): number {
  const [user, system] =
    procFile(pid, "stat")
      ?.replace(/^.*\) /, "")
      .split(" ")
      .slice(11, 13) ?? [];
  return (Number(user) + Number(system)) / 100;
}

/** The memory of a process, in megabytes. */
export const memoryMb = (pid: number): number =>
  (Number(procFile(pid, "statm")?.split(" ")[1]) * 4096) / 1_000_000;

function procFile(pid: number, name: string): string | undefined {
  return process.platform === "linux" ? readFileSync(`/proc/${pid}/${name}`, "utf8") : undefined;
}
