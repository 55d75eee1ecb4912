import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

let project: string;

/** Stands for npm: notes that it was called, and installs a compiler that does nothing; fails when told to. */
const npm = `#!/bin/sh
echo "$@" >> npm-calls
mkdir -p node_modules/.bin
printf '#!/bin/sh\\n' > node_modules/.bin/tsc
chmod +x node_modules/.bin/tsc
test ! -e fail`;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "larder-setup-"));
  mkdirSync(join(project, "src"));
  mkdirSync(join(project, "bin"));
  cpSync(resolve(import.meta.dirname, "../src/setup.mjs"), join(project, "src/setup.mjs"));
  writeFileSync(join(project, "bin/npm"), npm, { mode: 0o755 });
  writeFileSync(join(project, "package-lock.json"), "{}");
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

function setUp(): number | null {
  const env = { PATH: `${join(project, "bin")}:${process.env.PATH}` };
  return spawnSync(process.execPath, ["src/setup.mjs"], { cwd: project, env }).status;
}

const installs = () => readFileSync(join(project, "npm-calls"), "utf8").trim().split("\n").length;

test("what is installed is not installed again", () => {
  expect([setUp(), setUp()]).toEqual([0, 0]);
  expect(installs()).toBe(1);
  expect(existsSync(join(project, "node_modules/.bin/larder"))).toBe(true);
});

test("another lock file is installed anew", () => {
  setUp();
  writeFileSync(join(project, "package-lock.json"), '{"changed":true}');
  expect(setUp()).toBe(0);
  expect(installs()).toBe(2);
});

test("an install that was interrupted is done again", () => {
  writeFileSync(join(project, "fail"), "");
  expect(setUp()).toBe(1);
  rmSync(join(project, "fail"));
  expect(setUp()).toBe(0);
  expect(installs()).toBe(2);
});
