import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** The playground as one page of 9 MB, packed; it loads nothing from anywhere else. */
export interface Playground {
  readonly html: Buffer;
  readonly gzipped: Buffer;
  /** Content-Security-Policy of this page alone: its own script by hash, and the styles and workers its editor makes. */
  readonly policy: string;
}

let playground: Promise<Playground> | undefined;

/** Made when the first person opens it: most servers never show it. */
export function loadPlayground(): Promise<Playground> {
  playground ??= makePlayground();
  return playground;
}

const firstQuery = `# Ctrl-Enter runs it. Hover over a name to read what it means.
query Search {
  foods(query: "firm tofu", first: 3) {
    edges {
      match
      node { name url per nutrition { energyKcal proteinG fatG carbohydrateG } serving { name grams } sourceLabel }
    }
  }
}
`;

async function makePlayground(): Promise<Playground> {
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  const text = renderGraphiQL({
    title: "Larder GraphQL",
    endpoint: "/graphql",
    credentials: "same-origin",
    defaultQuery: firstQuery,
  });
  const hashes = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script]) => `'sha256-${createHash("sha256").update(script!).digest("base64")}'`,
  );
  const html = Buffer.from(text.trimStart());
  return {
    html,
    gzipped: await promisify(gzip)(html),
    policy: [
      "default-src 'none'",
      `script-src ${hashes.join(" ")}`,
      "style-src 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src data:",
      "connect-src 'self'",
      "worker-src blob:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  };
}
