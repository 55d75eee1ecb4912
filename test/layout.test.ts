import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "@jest/globals";

/** Who may import whom; `*` means anything. A folder that is not here is not part of the house. */
const mayImport: Record<string, string[]> = {
  config: [],
  errors: [],
  context: ["users", "account", "foods"],
  secret: [],
  mail: ["config"],
  tidy: ["users", "usage", "oauth"],
  audit: [],
  relay: ["errors"],
  users: ["relay", "audit", "errors"],
  foods: ["relay", "users", "errors"],
  usage: ["relay", "foods", "users", "errors"],
  diary: ["foods", "users", "errors"],
  account: ["relay", "users", "usage", "oauth", "foods", "audit", "mail", "errors"],
  oauth: ["users", "audit", "errors"],
  db: ["foods", "users", "diary", "oauth", "audit", "config", "errors", "migrations"],
  graphql: ["relay", "account", "operator", "foods", "users", "diary", "usage", "oauth", "errors"],
  operator: ["relay", "users", "usage", "oauth", "foods", "errors"],
  payments: ["relay", "users", "audit", "errors"],
  rest: ["graphql", "errors"],
  mcp: ["graphql", "errors"],
  gpt: ["oauth", "graphql", "errors"],
  web: ["graphql", "account", "users", "usage", "oauth", "gpt", "mail", "audit", "errors"],
  http: ["users", "usage", "oauth", "errors", "web"],
  main: ["*"],
  app: ["*"],
  cli: ["*"],
};
const seesEngine = ["provider", "configuration", "adapter", "interactions", "bearer"];
const readsEnvironment = ["main.ts"];
const forbiddenNames = /^(index\.ts|(utils?|helpers?|common|services?|dtos?)(\.ts)?)$/;

const src = join(import.meta.dirname, "../src");
const entries = readdirSync(src, { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(src, join(entry.parentPath, entry.name)));

const roomOf = (path: string) => path.split("/")[0]!.replace(/\.ts$/, "");
const textOf = (file: string) => readFileSync(join(src, file), "utf8");

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = textOf(file);
  const fixed = text.matchAll(/^(import|export)\s+(type\s)?[^;]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)"/gm);
  const dynamic = text.matchAll(/\bimport\(\s*"([^"]+)"/g);
  return [
    ...[...fixed].map((match) => ({ from: match[3] ?? match[4]!, typeOnly: Boolean(match[2]) })),
    ...[...dynamic].map((match) => ({ from: match[1]!, typeOnly: false })),
  ];
}

/** The path below src of a relative import; one that leaves src starts with the folder's name. */
function target(file: string, from: string): string {
  return relative(src, join(src, dirname(file), from)).replace(/^(\.\.\/)+/, "");
}

const ownImports = (file: string) =>
  importsOf(file)
    .filter(({ from }) => from.startsWith("."))
    .map(({ from, typeOnly }) => ({ path: target(file, from), typeOnly }));

test("there are source files to check", () => {
  expect(files.length).toBeGreaterThan(10);
});

test.each(files)("%s imports only what its folder may", (file) => {
  const room = roomOf(file);
  const allowed = mayImport[room];
  expect({ room, known: allowed !== undefined }).toEqual({ room, known: true });
  const refused = ownImports(file).filter(({ path, typeOnly }) => {
    const other = roomOf(path.replace(/\.js$/, ".ts"));
    const freeType = typeOnly && (other === "context" || other === "config");
    return other !== room && !freeType && !allowed!.includes(other) && !allowed!.includes("*");
  });
  expect(refused.map(({ path }) => path)).toEqual([]);
});

test.each(files.filter((file) => file.startsWith("web/pages/")))("%s imports only html and types", (file) => {
  const refused = importsOf(file).filter(({ from, typeOnly }) => !typeOnly && from !== "../html.js");
  expect(refused).toEqual([]);
});

test.each(files.filter((file) => file.startsWith("http/")))(
  "%s takes only the error page from web",
  (file) => {
    const fromWeb = ownImports(file).filter(({ path }) => path.startsWith("web/"));
    expect(fromWeb.filter(({ path }) => path !== "web/pages/errorPage.js")).toEqual([]);
  },
);

test.each(files)("%s leaves the OAuth engine to the files that are for it", (file) => {
  const importsEngine = importsOf(file).some(({ from, typeOnly }) => from === "oidc-provider" && !typeOnly);
  const isForIt = seesEngine.some((name) => file === `oauth/${name}.ts`);
  expect(importsEngine && !isForIt).toBe(false);
});

test.each(files)("%s reads the environment only where settings are read", (file) => {
  const reads = textOf(file).includes("process.env");
  expect(reads && !readsEnvironment.includes(file) && !file.startsWith("cli/")).toBe(false);
});

test("no file or folder has a name that says nothing", () => {
  expect(entries.map(({ name }) => name).filter((name) => forbiddenNames.test(name))).toEqual([]);
});

test("each advisory lock has a number of its own", () => {
  const numbers = files.flatMap((file) => textOf(file).match(/\b761_\d{3}\b/g) ?? []);
  expect(numbers.length).toBeGreaterThan(3);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test("no two names in a folder differ only in case", () => {
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  const folded = paths.map((path) => path.toLowerCase());
  expect(paths.filter((_, at) => folded.indexOf(folded[at]!) !== at)).toEqual([]);
});
