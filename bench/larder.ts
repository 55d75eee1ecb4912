import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The downloads lie beside the project, not in it. */
const data = resolve("../shared/data/usda");
export const downloads = [
  "FoodData_Central_foundation_food_csv_2024-10-31.zip",
  "FoodData_Central_sr_legacy_food_csv_2018-04.rebuilt.zip",
  "FoodData_Central_survey_food_csv_2024-10-31.rebuilt.zip",
].map((name) => join(data, name));
/** A sample of Branded Foods. */
export const products = join(data, "FoodData_Central_branded_food_csv_sample.rebuilt.zip");

export function requireDownloads(...more: string[]): void {
  const missing = [...downloads, ...more].filter((path) => !existsSync(path));
  if (missing.length === 0) return;
  console.error(`This benchmark needs these downloads of USDA: ${missing.join(", ")}`);
  process.exit(1);
}

/** A data folder of its own for one benchmark. */
export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "larder-bench-"));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Running {
  readonly process: ChildProcess;
  readonly output: string;
  stop(): Promise<void>;
}

/** Starts one of the built programs and waits until it prints `ready`. */
export function start(program: string, env: Record<string, string>, ready: string): Promise<Running> {
  const child = spawn(process.execPath, ["--enable-source-maps", `dist/${program}`], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      LARDER_SECRET: "s".repeat(32),
      TIERS_FILE: "bench/tiers.json",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  return new Promise((done, fail) => {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (output.includes(ready)) done({ process: child, output, stop });
    });
    child.once("exit", (code) => fail(new Error(`${program} ended with ${code}: ${output}`)));
  });
}

/** Runs one command of the built `larder` to its end. */
export function larder(args: string[], env: Record<string, string>): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["dist/src/cli/main.js", ...args], {
      env: { ...process.env, ...env },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.once("exit", (code) =>
      code === 0 ? done(output) : fail(new Error(`larder ${args[0]}: ${output}`)),
    );
  });
}

export function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
