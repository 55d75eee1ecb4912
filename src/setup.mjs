// Installs and builds what is missing, before `npm start`, `npm test` and the other scripts.
// It runs on any Node from 20 on, with nothing installed: npm picks up the project's own Node 24 for the step after it.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const windows = process.platform === "win32";
/** Written when an install has finished, so that an interrupted one, or one for another lock file, is done again. */
const stamp = "node_modules/.larder-installed";
const wanted = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  say("Installing what Larder needs; the first time this takes about half a minute …");
  await run("npm", [
    "ci",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ]);
  writeFileSync(stamp, wanted);
}
await run("node_modules/.bin/tsc", ["-p", "tsconfig.build.json"]);
nameCommand();

/** npm links the commands of dependencies only; this is what lets `npx larder` find the project's own. */
function nameCommand() {
  const main = "dist/src/cli/main.js";
  const command = windows
    ? `@"%~dp0node.cmd" "%~dp0..\\..\\${main.replaceAll("/", "\\")}" %*\r\n`
    : `#!/bin/sh\nfolder=$(dirname "$0")\nexec "$folder/node" "$folder/../../${main}" "$@"\n`;
  const file = `node_modules/.bin/larder${windows ? ".cmd" : ""}`;
  writeFileSync(file, command);
  chmodSync(file, 0o755);
}

async function run(command, args) {
  const started = Date.now();
  const ticker = setInterval(() => say(`… ${Math.round((Date.now() - started) / 1000)} s`), 5000);
  // Windows finds npm.cmd and tsc.cmd only through its shell.
  const child = spawn(command, args, { stdio: "inherit", shell: windows });
  const problem = await new Promise((done) => {
    child.once("error", (error) => done(`: ${error.message}`));
    child.once("exit", (status) => done(status === 0 ? null : "."));
  });
  clearInterval(ticker);
  if (problem === null) return;
  say(`${command} ${args[0]} failed${problem} Mend that and run the same command again.`);
  process.exit(1);
}

function say(text) {
  console.error(`larder: ${text}`);
}
