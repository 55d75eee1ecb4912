import { expect, test } from "@jest/globals";
import { loadStarter } from "../../src/foods/import/importFoods.js";
import { startPages } from "../support/pagesApp.js";
import { makeToken } from "../support/token.js";

const { origin, orm, browser } = await startPages();
await loadStarter(orm, () => {});
const production = await startPages({ settings: { NODE_ENV: "production", LARDER_SECRET: "x".repeat(32) } });

const ann = browser();
await ann.signUp("ann@example.com");
await orm.em.fork().execute("update users set tier = 'premium'");
const page = await (await ann.get("/graphql")).text();

interface Tab {
  readonly query: string;
  readonly variables?: string;
}

/** What the page hands to the playground's own code. */
function options(): { readonly defaultTabs: Tab[]; readonly shouldPersistHeaders: boolean } {
  const begin = page.lastIndexOf("renderYogaGraphiQL(");
  return JSON.parse(page.slice(page.indexOf("{", begin), page.indexOf(");", begin)).replace(/,\s*$/, ""));
}

test("the playground comes from here alone and runs under its own policy", async () => {
  const response = await ann.get("/graphql", { accept: "text/html,application/xhtml+xml,*/*;q=0.8" });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(await response.text()).not.toMatch(/<(script|link|img)[^>]+(src|href)="(https?:)?\/\//);
  const policy = response.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'; script-src 'sha256-");
  expect(policy).not.toMatch(/http|script-src[^;]*unsafe|\*/);
});

test("in production the playground asks strangers to sign in", async () => {
  const response = await production.browser().get("/graphql");
  expect([response.status, response.headers.get("location")]).toEqual([302, "/sign-in?return_to=/graphql"]);
});

test("its tabs show a search, a food, who one is and a food of one's own", () => {
  const names = options().defaultTabs.map(({ query }) => /(?:query|mutation) (\w+)/.exec(query)?.[1]);
  expect(names).toEqual(["Search", "Food", "Me", "CreateFood"]);
  // GraphiQL shows no variables for the tab that is open first.
  expect(options().defaultTabs[0]?.variables).toBeUndefined();
});

test.each(options().defaultTabs.map((tab) => [/(\w+) ?[({]/.exec(tab.query)![1]!, tab] as const))(
  "its tab %s runs as it stands, by the session",
  async (_name, { query, variables }) => {
    const answer = await ann.graphql(query, variables === undefined ? {} : JSON.parse(variables));
    expect(answer.errors).toBeUndefined();
    const [root] = Object.values(answer.data ?? {});
    expect(root).toBeTruthy();
    expect((root as { errors?: unknown[] }).errors ?? []).toEqual([]);
  },
);

test("a token under Headers speaks, and not the session beside it", async () => {
  const ben = browser();
  await ben.signUp("ben@example.com", "Ben");
  const [row] = await orm.em.fork().execute<{ id: number }[]>("select id from users where name = 'Ben'");
  const { headers } = await makeToken(orm, origin, row!.id, ["profile:read"]);
  const me = "{ me { name } }";
  expect(await ann.graphql(me)).toEqual({ data: { me: { name: "Ann" } } });
  expect(await ann.graphql(me, {}, headers)).toEqual({ data: { me: { name: "Ben" } } });
  // What the session alone may do does not come on top.
  expect(await ann.graphql(`{ food(slug: "honey") { name } }`, {}, headers)).toMatchObject({
    data: { food: null },
    errors: [{ extensions: { code: "INSUFFICIENT_SCOPE" } }],
  });
});

test("a token that was typed there is not kept in the browser's storage", () => {
  expect(options().shouldPersistHeaders).toBe(false);
});
