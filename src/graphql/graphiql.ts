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

/**
 * What somebody who opens it for the first time finds, one tab each; all run as they stand. GraphiQL 5 does not show the
 * variables of the first.
 */
const examples = [
  {
    query: `# Ctrl-Enter runs it. Hover over a name to read what it means; the book on the left has the whole schema.
query Search {
  foods(query: "firm tofu", first: 3) {
    edges {
      match
      node {
        id
        name
        per
        nutrition { energyKcal proteinG fatG carbohydrateG }
        serving { name grams }
        sourceLabel
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    query: `# The whole panel needs the scope nutrients:read: without it nutrients is null, with an error, and the rest is there.
query Food($slug: String!) {
  food(slug: $slug) {
    name
    nutrition(amount: 2, unit: "tbsp") { grams energyKcal sugarsG percentDailyValues { fiber } }
    nutrients { amount percentDailyValue nutrient { name unit group } }
    portions { name grams }
    source { name release licence attribution }
  }
}
`,
    variables: { slug: "honey" },
  },
  {
    query: `# Who you are: by your session here, or by the token that you put under Headers: {"Authorization": "Bearer …"}
query Me {
  me {
    id
    name
    tier
    allowance { requestsPerDay requestsLeft resetsAt }
    usage(first: 5) { edges { node { at door operation query status milliseconds } } }
  }
}
`,
  },
  {
    query: `# A food of your own, which nobody else sees. errors says what is wrong with the input, field by field.
mutation CreateFood($input: CreateFoodInput!) {
  createFood(input: $input) {
    food { id name nutrition { energyKcal proteinG } portions { name grams } }
    errors { field message }
    hints { rule description }
  }
}
`,
    variables: {
      input: {
        name: "Lentil soup of my own",
        nutrition: { per: "HUNDRED_GRAMS", energyKcal: 62, proteinG: 4.1, fatG: 1.2, carbohydrateG: 8.5 },
        portions: [{ name: "1 bowl", grams: 350 }],
      },
    },
  },
];

async function makePlayground(): Promise<Playground> {
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  const text = renderGraphiQL({
    title: "Larder GraphQL",
    endpoint: "/graphql",
    credentials: "same-origin",
    defaultTabs: examples.map(({ query, variables }) => ({
      query,
      variables: variables && JSON.stringify(variables, null, 2),
    })),
    // A token in the storage of the browser would outlive the visit, for any script of this origin to read.
    shouldPersistHeaders: false,
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
