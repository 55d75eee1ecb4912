import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "@jest/globals";
import { loadStarter } from "../src/foods/import/importFoods.js";
import { Browser } from "../src/gpt/Browser.js";
import { createClient } from "../src/oauth/clients.js";
import { password, startPages } from "./support/pagesApp.js";

const { origin, orm, browser } = await startPages();
const run = promisify(execFile);
const project = resolve(import.meta.dirname, "..");
const folder = join(project, "docs/example-client");
const temporary = await mkdtemp(join(tmpdir(), "larder-example-"));
afterAll(() => rm(temporary, { recursive: true }));
const bin = (name: string) => join(project, "node_modules/.bin", name);

test("what is generated for the example client is what the schema and its documents give today", async () => {
  const config = await readFile(join(folder, "codegen.yml"), "utf8");
  const other = join(temporary, "codegen.yml");
  await writeFile(other, config.replace("docs/example-client/generated/:", `${temporary}/generated/:`));
  await run(process.execPath, [bin("graphql-codegen"), "--config", other], { cwd: project });
  for (const file of await readdir(join(folder, "generated"))) {
    const [kept, made] = await Promise.all(
      [folder, temporary].map((path) => readFile(join(path, "generated", file), "utf8")),
    );
    // Where it differs: npm run example-client
    expect(made).toBe(kept);
  }
}, 120_000);

test("its types fit", async () => {
  const { stdout } = await run(process.execPath, [bin("tsc"), "-p", folder]);
  expect(stdout).toBe("");
}, 60_000);

test("it signs a person in, searches, reads a food and the account, and renews its token", async () => {
  await loadStarter(orm, () => {});
  await browser().signUp("ann@example.com");
  await orm.em.fork().execute("update users set tier = 'premium'");
  const { id } = await createClient(orm.em.fork(), {
    name: "Example",
    public: true,
    redirectUris: ["http://127.0.0.1/callback"],
  });
  const client = spawn(process.execPath, [join(folder, "main.ts"), origin, id, "firm tofu"]);
  let output = "";
  for (const stream of [client.stdout, client.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const ended = once(client, "close");
  const asked = () => /^http\S+\/oauth\/authorize\S+$/m.exec(output)?.[0];
  while (!asked() && client.exitCode === null) await new Promise((done) => setTimeout(done, 50));
  const callback = new URL(asked()!).searchParams.get("redirect_uri")!;
  const arrived = await new Browser(callback, () => {}).authorize(asked()!, "ann@example.com", password);
  expect(await (await fetch(arrived)).text()).toBe("You may close this window.");
  const [code] = await ended;
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringMatching(
      /EXACT {2}Tofu, raw, firm[^\n]*: 144 kcal per 100 g\n[\s\S]*\n150 g of Tofu[^\n]*: 216 kcal\n\d+ nutrients, from U.S. Department of Agriculture[^\n]*\nAnn \(premium\): \d+ requests left today\n$/,
    ),
  });
}, 60_000);
