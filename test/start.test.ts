import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { makeDatabase, makeEmptyDatabase } from "./support/database.js";
import { type Ended, freePort, Program } from "./support/program.js";

const folder = await mkdtemp(join(tmpdir(), "larder-start-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const migrated = await makeDatabase();
const newer = await makeDatabase();
const deployed = await makeDatabase();
const empty = await makeEmptyDatabase();

const settings = async (more: Record<string, string> = {}) => ({
  LARDER_DATA: folder,
  PORT: String(await freePort()),
  ...more,
});

const start = (env: Record<string, string>) => new Program("main.js", [], env);

/** One sentence for the operator: exit code 1, and no stack. */
function expectRefusal({ code, output }: Ended, sentence: RegExp): void {
  expect(output).toMatch(sentence);
  expect(output).not.toMatch(/^\s+at /m);
  expect(code).toBe(1);
}

test("a misspelt NODE_ENV does not quietly switch off what production demands", async () => {
  expectRefusal(await start(await settings({ NODE_ENV: "produktion" })).ended, /NODE_ENV is "produktion"/);
});

test("a start that is interrupted leaves no database running", async () => {
  const data = await mkdtemp(join(tmpdir(), "larder-interrupted-"));
  const program = start(await settings({ LARDER_DATA: data }));
  await program.prints("Starting the database");
  await program.stop();
  expect(await stat(join(data, "postgres/cluster/postmaster.pid")).catch((error) => error.code)).toBe(
    "ENOENT",
  );
  await rm(data, { recursive: true, force: true });
});

test("an address longer than any may be is answered with what is allowed", async () => {
  const env = await settings({ DATABASE_URL: migrated.url });
  const program = start(env);
  await program.prints("Larder is ready");
  const answer = await fetch(`http://localhost:${env.PORT}/api/foods/search?query=${"a".repeat(20_000)}`);
  expect(answer.status).toBe(431);
  expect(await answer.json()).toMatchObject({ detail: expect.stringContaining("at most 200 characters") });
  await program.stop();
});

test("all problems of the settings are told at once, and no password among them", async () => {
  const env = {
    PORT: "abc",
    PUBLIC_URL: "food.example",
    DATABASE_URL: "mysql://root:hunter2@localhost/larder",
    LARDER_SECRET: "short",
    SMTP_URL: "http://larder:hunter2@mail.example.com",
    NODE_ENV: "production",
  };
  const refusal = await start(env).ended;
  expectRefusal(refusal, /settings need mending/);
  for (const name of ["PORT", "PUBLIC_URL", "DATABASE_URL", "LARDER_SECRET", "SMTP_URL", "MAIL_FROM"])
    expect(refusal.output).toContain(name);
  expect(refusal.output).not.toContain("hunter2");
});

test("a production without a mail server says at start that mail is off", async () => {
  const env = await settings({
    DATABASE_URL: deployed.url,
    NODE_ENV: "production",
    LARDER_SECRET: "s".repeat(32),
  });
  const program = start(env);
  await program.prints("Larder is ready");
  expect((await program.stop()).output).toContain("Mail is off, for SMTP_URL is not set");
});

test("a port in use is named, with the way to choose another", async () => {
  const busy = createServer();
  const port = await freePort();
  await new Promise<void>((done) => busy.listen(port, done));
  try {
    expectRefusal(
      await start(await settings({ PORT: String(port), DATABASE_URL: migrated.url })).ended,
      /Port \d+ is in use/,
    );
  } finally {
    busy.close();
  }
});

test("a database that is down is named without its password", async () => {
  const url = `postgresql://larder:hunter2@127.0.0.1:${await freePort()}/larder`;
  const refusal = await start(await settings({ DATABASE_URL: url })).ended;
  expectRefusal(refusal, /database at 127\.0\.0\.1:\d+\/larder cannot be reached/);
  expect(refusal.output).not.toContain("hunter2");
});

test("a database of a newer Larder is left alone", async () => {
  await newer.orm.em
    .fork()
    .execute("insert into migrations (name) values ('Migration29990101000000_future')");
  expectRefusal(await start(await settings({ DATABASE_URL: newer.url })).ended, /set up by a newer Larder/);
});

test("two instances that start together on an empty database both serve it", async () => {
  const instances = [
    start(await settings({ DATABASE_URL: empty })),
    start(await settings({ DATABASE_URL: empty })),
  ];
  await Promise.all(instances.map((instance) => instance.prints("Larder is ready")));
  for (const instance of instances) expect((await instance.stop()).code).toBe(0);
});

test("a first start loads the starter catalogue and tells what to do next; a second one finds it there", async () => {
  const env = await settings();
  const first = start(env);
  await first.prints("Larder is ready");
  const { code, output } = await first.stop();
  expect(code).toBe(0);
  const origin = `http://localhost:${env.PORT}`;
  for (const text of [origin, `${origin}/graphql`, `${origin}/openapi.json`]) expect(output).toContain(text);
  for (const command of ["user create", "client create", "import usda"])
    expect(output).toContain(`npx larder ${command}`);

  const second = start(env);
  await second.prints("Larder is ready");
  expect(output).toContain("The catalogue was empty");
  expect((await second.stop()).output).not.toContain("The catalogue was empty");
});
