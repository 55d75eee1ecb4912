import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeDatabase } from "./support/database.js";
import { freePort, Program } from "./support/program.js";

const project = resolve(import.meta.dirname, "..");
const readme = await readFile(join(project, "README.md"), "utf8");
const walk = /^## Walk-through[\s\S]*?(?=^## )/m.exec(readme)![0];
const blocks = (language: string) =>
  [...walk.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map((match) => match[1]!);

const { url: databaseUrl } = await makeDatabase();
const port = String(await freePort());
const folder = await mkdtemp(join(tmpdir(), "larder-readme-"));
const env = {
  DATABASE_URL: databaseUrl,
  PORT: port,
  LARDER_DATA: join(folder, "data"),
  LARDER_SECRET: "s".repeat(32),
};
let server: Program;

beforeAll(async () => {
  await mkdir(join(folder, "data"));
  server = new Program("main.js", [], env);
  await server.prints("Larder is ready");
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test("the walk-through runs as printed, from sign-up to tofu, and prints what it says", async () => {
  const larder = `npx() { shift; "${process.execPath}" "${join(project, "dist/src/cli/main.js")}" "$@"; }`;
  const script = ["set -euo pipefail", larder, ...blocks("sh")]
    .join("\n")
    .replaceAll("localhost:4000", `localhost:${port}`);
  const { stdout } = await promisify(execFile)("bash", ["-c", script], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
  });
  const printed = JSON.parse(/\{"foods":.*?"truncated":false\}/.exec(stdout)![0]);
  const promised = JSON.parse(blocks("json")[0]!);
  // Ids count up as foods are loaded; everything else is the same anywhere.
  for (const { foods } of [printed, promised]) delete foods[0].id;
  expect(printed.foods).toEqual(promised.foods);
  expect(stdout).toContain("All is well");
});
