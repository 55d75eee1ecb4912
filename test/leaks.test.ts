import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { findLeaks } from "./support/leaks.js";
import { password, startPages } from "./support/pagesApp.js";
import { startSmtp } from "./support/smtpServer.js";

// The logs of a run are searched when all tests are done: support/stopPostgres.mjs. Here: that it would find one.

const { browser, mailbox } = await startPages({ smtp: await startSmtp() });
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "larder-leaks-"));
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  ["a password that a test has sent", '{"msg":"no such user or password: correct horse"}'],
  ["a client secret", `{"msg":"larder_secret_${"x".repeat(43)} is wrong"}`],
  ["an Authorization header", `{"headers":{"authorization":"Bearer ${"x".repeat(43)}"}}`],
  ["a code in an address", `{"path":"/cb?code=${"x".repeat(43)}&state=1"}`],
  ["a link that was mailed", `{"path":"/reset-password?token=${"x".repeat(43)}"}`],
  ["a hash of a password", '{"params":["$argon2id$v=19$m=19456"]}'],
])("%s in a log is found", async (_what, line) => {
  await writeFile(join(folder, "secrets-1"), '"correct horse"\n');
  await writeFile(join(folder, "log-1"), `{"msg":"all is well"}\n${line}\n`);
  expect(findLeaks(folder)).toEqual([`log-1: ${line}`]);
});

test("a log without secrets is clean", async () => {
  await writeFile(join(folder, "secrets-1"), '"correct horse"\n');
  await writeFile(join(folder, "log-1"), '{"path":"/account/password","msg":"POST took 12 ms"}\n');
  expect(findLeaks(folder)).toEqual([]);
});

test("what a test sends and is sent is known to the search: passwords, links and sessions", async () => {
  const person = browser();
  await person.fill("/sign-up", { name: "Ann", email: "ann@example.com" });
  const link = await mailbox.link("ann@example.com");
  await person.fill(link, { password });
  const logs = process.env.LARDER_TEST_LOGS!;
  const known = readdirSync(logs)
    .filter((name) => name.startsWith("secrets-"))
    .map((name) => readFileSync(join(logs, name), "utf8"))
    .join("");
  for (const secret of [password, link.split("token=")[1]!, ...person.values()])
    expect(known).toContain(secret);
});
