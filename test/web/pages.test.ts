import { expect, test } from "@jest/globals";
import { html } from "../../src/web/html.js";
import { startPages } from "../support/pagesApp.js";

const { origin, browser } = await startPages();

test("the start page names the address of every door, and how to begin", async () => {
  const answer = await browser().get("/");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  const page = await answer.text();
  for (const part of [
    `${origin}/api`,
    `${origin}/graphql`,
    "/openapi.json",
    'href="/sign-up"',
    "npx larder gpt check",
  ])
    expect(page).toContain(part);
});

test("a signed-in person finds their account and the way out on the start page", async () => {
  const person = browser();
  await person.signUp("ann@example.com", `Ann "A" <b>`);
  const page = await (await person.get("/")).text();
  expect(page).toContain('<a href="/account">Ann &quot;A&quot; &lt;b&gt;</a>');
  expect(page).toContain('action="/sign-out"');
  expect(page).not.toContain('href="/sign-in"');
});

test("every page brings its style and icon from here, and may keep the style for ever", async () => {
  const page = await (await browser().get("/privacy")).text();
  const links = [...page.matchAll(/<link rel="(\w+)" href="([^"]+)"/g)].map(
    ([, rel, href]) => [rel, href!] as const,
  );
  expect(links.map(([rel]) => rel)).toEqual(["icon", "stylesheet"]);
  for (const [rel, href] of links) {
    const answer = await browser().get(href);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe(
      rel === "icon" ? "image/svg+xml" : "text/css; charset=utf-8",
    );
    expect(answer.headers.get("cache-control")).toMatch(/^public, max-age=\d+/);
  }
  expect(page).not.toMatch(/<script|(src|href)="(https?:|\/\/)/);
});

test.each(["/account", "/account/sessions", "/account/apps", "/account/export"])(
  "%s asks a guest to sign in first, and brings them back",
  async (path) => {
    const answer = await browser().get(path);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`/sign-in?return_to=${encodeURIComponent(path)}`);
  },
);

test("an address that is no page is a page that says so", async () => {
  const answer = await browser().get("/<b>nothing</b>");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  const page = await answer.text();
  expect(page).toContain("<h1>Not Found</h1>");
  expect(page).not.toContain("<b>nothing");
});

test("a page asked for by another method is a 405 that names the right ones", async () => {
  const answer = await fetch(`${origin}/account`, { method: "DELETE" });
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "HEAD, GET"]);
  expect((await fetch(`${origin}/oauth/token`)).status).toBe(405);
});

test("HEAD answers as GET does, without the page", async () => {
  const answer = await fetch(`${origin}/`, { method: "HEAD" });
  expect([answer.status, await answer.text()]).toEqual([200, ""]);
});

test("a form that is too large is refused", async () => {
  const answer = await browser().post("/sign-in", { email: "x".repeat(20_000) });
  expect(answer.status).toBe(413);
});

test("values in html are text, html in html is html, nothing is nothing", () => {
  const name = `<b title='x'>&"`;
  expect(
    html`<p title="${name}">${html`<i>${name}</i>`}${null}${undefined}${false}${[1, html`<br>`]}</p>`.text,
  ).toBe(
    '<p title="&lt;b title=&#39;x&#39;&gt;&amp;&quot;"><i>&lt;b title=&#39;x&#39;&gt;&amp;&quot;</i>1<br></p>',
  );
});
