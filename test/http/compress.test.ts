import { request } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { User } from "../../src/users/User.js";
import { makeFood } from "../support/make.js";
import { startPages } from "../support/pagesApp.js";
import { makeToken } from "../support/token.js";

const { origin, orm, browser } = await startPages();
for (let at = 0; at < 12; at++) await makeFood(orm, { name: `Tofu, kind ${at}` });
const ann = browser();
await ann.signUp("ann@example.com");
const { id } = await orm.em.fork().findOneOrFail(User, { email: "ann@example.com" });
const token = await makeToken(orm, origin, id, ["foods:read"]);

interface Raw {
  readonly headers: Record<string, unknown>;
  readonly body: Buffer;
}

/** As it comes over the wire: fetch would unpack it. */
function ask(path: string, headers: Record<string, string> = {}, sent?: string): Promise<Raw> {
  return new Promise((done, fail) => {
    const asking = request(origin + path, { headers, method: sent ? "POST" : "GET" }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => done({ headers: answer.headers, body: Buffer.concat(chunks) }));
    });
    asking.on("error", fail);
    asking.end(sent);
  });
}

const many = "/api/foods/search?query=tofu&limit=10";
const unpack = { br: brotliDecompressSync, gzip: gunzipSync };

test.each(["br", "gzip"] as const)(
  "%s packs an answer of the facade for whoever asks for it",
  async (encoding) => {
    const plain = await ask(many, token.headers);
    expect(plain.headers).not.toHaveProperty("content-encoding");
    expect(plain.headers.vary).toContain("Accept-Encoding");
    const packed = await ask(many, { ...token.headers, "accept-encoding": encoding });
    expect(packed.headers["content-encoding"]).toBe(encoding);
    expect(packed.headers.vary).toContain("Accept-Encoding");
    expect(Number(packed.headers["content-length"])).toBe(packed.body.length);
    expect(packed.body.length).toBeLessThan(plain.body.length / 2);
    expect(unpack[encoding](packed.body)).toEqual(plain.body);
  },
);

test.each(["identity", "br;q=0, gzip;q=0", "zstd", "deflate"])(
  "Accept-Encoding: %s gets it as it is",
  async (accepted) => {
    const answer = await ask(many, { ...token.headers, "accept-encoding": accepted });
    expect(answer.headers).not.toHaveProperty("content-encoding");
  },
);

test("an answer of less than 1 kB goes as it is", async () => {
  const answer = await ask("/api/foods/search?query=tofu&limit=1", {
    ...token.headers,
    "accept-encoding": "br",
  });
  expect(answer.body.length).toBeLessThan(1024);
  expect(answer.headers).not.toHaveProperty("content-encoding");
});

test("answers of GraphQL, the document and the stylesheet are packed", async () => {
  const query = JSON.stringify({
    query: `{ foods(query: "tofu") { edges { node { id name url sourceLabel per } } } }`,
  });
  const headers = { "accept-encoding": "gzip" };
  const asJson = { ...headers, ...token.headers, "content-type": "application/json" };
  const answers = [
    await ask("/graphql", asJson, query),
    await ask("/openapi.json", headers),
    await ask("/openapi.yaml", headers),
    await ask(/[^"]*\.css/.exec((await ask("/")).body.toString())![0], { ...headers, cookie: "a=b" }),
  ];
  for (const { headers: answered, body } of answers) {
    expect(answered["content-encoding"]).toBe("gzip");
    expect(gunzipSync(body).length).toBeGreaterThan(1024);
  }
});

test.each(["/sign-in", "/sign-up"])("%s, with a form's token in it, is never packed", async (path) => {
  const { headers, body } = await ask(path, { "accept-encoding": "br, gzip" });
  expect(body.toString()).toContain('name="token"');
  expect(headers).not.toHaveProperty("content-encoding");
});

test("a page is packed for strangers alone: for somebody signed in it has a token in it", async () => {
  const stranger = await ask("/privacy", { "accept-encoding": "br" });
  expect(stranger.headers["content-encoding"]).toBe("br");
  const page = await ann.get("/privacy");
  expect(await page.text()).toContain('name="token"');
  expect(page.headers.get("content-encoding")).toBeNull();
});
