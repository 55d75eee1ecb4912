import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeEach, expect, test } from "@jest/globals";
import { ProgressBar } from "../../../src/cli/ProgressBar.js";
import { makeDatabase } from "../../support/database.js";
import { Program } from "../../support/program.js";
import { exportOf } from "./offDump.js";
import { usdaZip } from "./usdaZip.js";

const { orm, url: databaseUrl } = await makeDatabase();
const zip = await readFile(await usdaZip("foundation"));
const file = "/fdc-datasets/FoodData_Central_foundation_food_csv_2026-10-29.zip";
const page =
  '<a href="FoodData_Central_foundation_food_csv_2026-04-30.zip"></a> FoodData_Central_foundation_food_csv_2026-10-29.zip';

/** What the server of this test has, and how it behaves. */
let contents: Record<string, { body: Buffer | string; etag?: string; headers?: Record<string, string> }>;
/** Breaks the next answers after so many bytes. */
let breaks: number[];
let requests: { path: string; range?: string; status: number; sent: number }[];

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  const path = request.url!;
  const found = contents[path];
  const log = { path, range: request.headers.range, status: 200, sent: 0 };
  requests.push(log);
  if (!found) {
    log.status = 404;
    response.writeHead(404).end();
    return;
  }
  const body = Buffer.from(found.body);
  const { etag, headers = {} } = found;
  const base = { ...headers, ...(etag && { etag }), "last-modified": "Thu, 29 Oct 2026 08:00:00 GMT" };
  if (etag && request.headers["if-none-match"] === etag) {
    log.status = 304;
    response.writeHead(304, base).end();
    return;
  }
  const from =
    request.headers["if-range"] === etag ? Number(/^bytes=(\d+)-/.exec(log.range ?? "")?.[1] ?? 0) : 0;
  const rest = body.subarray(from);
  log.status = from > 0 ? 206 : 200;
  const range = from > 0 ? { "content-range": `bytes ${from}-${body.length - 1}/${body.length}` } : {};
  response.writeHead(log.status, { ...base, ...range, "content-length": rest.length });
  const limit = path === file ? breaks.shift() : undefined;
  log.sent = Math.min(limit ?? rest.length, rest.length);
  if (limit === undefined) response.end(rest);
  else response.write(rest.subarray(0, limit), () => setTimeout(() => response.destroy(), 50));
});
await new Promise<void>((ready) => server.listen(0, ready));
const home = `http://localhost:${(server.address() as AddressInfo).port}`;
afterAll(() => void server.close());

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "larder-download-"));
  contents = { "/download-datasets": { body: page }, [file]: { body: zip, etag: '"v1"' } };
  breaks = [];
  requests = [];
});
afterEach(async () => {
  await rm(data, { recursive: true });
  await orm.em.fork().execute("delete from foods; delete from loaded_sources");
});

const larder = (...args: string[]) =>
  new Program("cli/main.js", ["import", ...args], { DATABASE_URL: databaseUrl, LARDER_DATA: data }).ended;
const usda = () => larder("usda", "--download", "foundation", "--mirror", home);
const path = () => join(data, "downloads", file.slice("/fdc-datasets/".length));
const answers = () =>
  requests.filter((request) => request.path === file).map(({ status, sent }) => [status, sent]);

test("the newest release that the page lists is fetched and imported, and not fetched twice", async () => {
  const first = await usda();
  expect(first.output).toContain(`Fetching ${home}${file}`);
  expect(first.output).toContain(
    "No checksum is published for FoodData_Central_foundation_food_csv_2026-10-29.zip",
  );
  expect(first.output).toMatch(/\[#{24}\] 100 %/);
  expect(first.output).toContain("9 foods read, 9 added");
  expect(first.code).toBe(0);
  const again = await usda();
  expect(again.output).toContain("is the newest already");
  expect(again.output).toContain("nothing has changed");
  expect(answers()).toEqual([
    [200, zip.length],
    [304, 0],
  ]);
});

test("a connection that breaks is taken up again where it broke", async () => {
  breaks = [3000, 2000];
  expect((await usda()).output).toContain("9 foods read");
  expect(answers()).toEqual([
    [200, 3000],
    [206, 2000],
    [206, zip.length - 5000],
  ]);
});

test("a run that was given up leaves the part, and the next run goes on with it", async () => {
  breaks = [3000, 0, 0, 0];
  const broken = await usda();
  expect(broken.output).toMatch(/larder: The connection to localhost:\d+ broke .*Run the same command again/);
  expect(broken.code).toBe(1);
  expect((await readFile(`${path()}.part`)).length).toBe(3000);
  requests = [];
  expect((await usda()).output).toContain("9 foods read");
  expect(answers()).toEqual([[206, zip.length - 3000]]);
  expect((await readFile(path())).equals(zip)).toBe(true);
  expect((await readdir(join(data, "downloads"))).filter((name) => name.includes(".part"))).toEqual([]);
});

test("a part of another version is not gone on with", async () => {
  breaks = [3000, 0, 0, 0];
  await usda();
  contents[file] = { body: zip, etag: '"v2"' };
  requests = [];
  expect((await usda()).output).toContain("9 foods read");
  expect(answers()).toEqual([[200, zip.length]]);
});

test("a checksum that the server states is compared, and what does not fit is thrown away", async () => {
  const digest = createHash("sha256").update(zip).digest("base64");
  contents[file] = { body: zip, headers: { "repr-digest": `sha-256=:${digest}:` } };
  expect((await usda()).output).toContain("has the checksum that its server states");
  contents[file] = { body: zip.fill(0, 100, 110), headers: { "repr-digest": `sha-256=:${digest}:` } };
  const damaged = await usda();
  expect(damaged.output).toMatch(/larder: http.* came damaged, and was thrown away/);
  expect(existsSync(`${path()}.part`)).toBe(false);
});

test.each([
  [
    "a web page in its place",
    { body: "<html>", headers: { "content-type": "text/html" } },
    /is a web page, not a download/,
  ],
  [
    "something that is no zip",
    { body: "not found, but with status 200" },
    /came damaged, and was thrown away/,
  ],
])("%s is refused with one sentence", async (_, found, sentence) => {
  contents[file] = found;
  const { code, output } = await usda();
  expect(output.split("\n").filter((line) => line.startsWith("larder: "))).toEqual([
    expect.stringMatching(sentence),
  ]);
  expect(code).toBe(1);
});

test("a page that lists nothing leads to the newest release that is known here", async () => {
  contents["/download-datasets"] = { body: "<div id=app></div>" };
  const { output } = await usda();
  expect(output).toContain("lists no release of foundation; trying the newest known here, 2026-04-30.");
  expect(output).toMatch(/larder: http.*_2026-04-30\.zip answers with 404 Not Found\.\n$/);
});

test("no network is one sentence that says what to do", async () => {
  const { code, output } = await larder("usda", "--download", "branded", "--mirror", "http://larder.invalid");
  expect(output).toMatch(
    /^larder: There is no way to larder\.invalid from here \(\w+\)\. Fetch http:\/\/larder\.invalid\/\S+ elsewhere, and import the file that you have\.\n$/,
  );
  expect(code).toBe(1);
});

test("Open Food Facts is fetched alike, and its release is the date of the file", async () => {
  const body = gzipSync(exportOf([{ product_name: "Oats" }]));
  contents["/data/en.openfoodfacts.org.products.csv.gz"] = { body, etag: '"n1"' };
  expect((await larder("off", "--download", "csv", "--mirror", home)).output).toContain(
    "1 foods read, 1 added",
  );
  const [row] = await orm.em.fork().execute<{ release: string }[]>("select release from foods");
  expect(row!.release).toBe("2026-10-29");
});

test.each([
  [["usda"], "Name the files to import, or say what to --download."],
  [["usda", "--download", "everything"], "Allowed choices are foundation, sr-legacy, fndds, branded, full."],
  [["off", "--download", "csv", "--mirror", "ftp://x"], "ftp://x is no address of a mirror"],
])("larder import %j says what is missing", async (args, sentence) => {
  const { code, output } = await larder(...args);
  expect(output).toContain(sentence);
  expect(code).toBe(1);
});

test("on a terminal the bar stays on its line, and tells size, speed and time", () => {
  let [time, text] = [0, ""];
  const stream = { isTTY: true, write: (part: string) => (text += part) } as unknown as NodeJS.WriteStream;
  const bar = new ProgressBar(stream, () => time);
  bar.show(0, 100_000_000);
  time = 2000;
  bar.show(25_000_000, 100_000_000);
  expect(text.split("\r\x1b[K").at(-1)).toBe(
    "  [######------------------] 25 %  25.0 of 100.0 MB  12.5 MB/s  0:06 left",
  );
  time = 2010;
  bar.show(26_000_000, 100_000_000);
  expect(text).not.toContain("26 %");
  bar.show(100_000_000, 100_000_000);
  expect(text).toMatch(/100 %.*\n$/);
});
