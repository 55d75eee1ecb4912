import { NotFound } from "../errors.js";
import { nobody } from "./getMe.js";
import type { Operation, Parameter, Values } from "./operations.js";
import { behind } from "./prune.js";

interface Days {
  readonly me: {
    readonly usageByDay: readonly { readonly app: string | null; readonly day: string }[];
  } | null;
}

interface Requests {
  readonly me: {
    readonly usage: {
      readonly edges: readonly { readonly cursor: string; readonly node: object }[];
      readonly pageInfo: { readonly hasNextPage: boolean };
    };
  } | null;
}

const filters: readonly Parameter[] = [
  {
    name: "client",
    type: "text",
    longest: 500,
    example: "client_0f3a9c81d2b47e6650",
    description: "Only what this app asked for: its `clientId` in an answer.",
  },
  {
    name: "from",
    type: "date",
    example: "2026-11-01",
    description: "Only from the beginning of this day on, in UTC.",
  },
  { name: "to", type: "date", example: "2026-11-30", description: "Only up to the end of this day, in UTC." },
];

/** GraphQL takes moments, and `to` as the first one that is not wanted any more. */
const filterOf = ({ client, from, to }: Values) => ({
  clientId: client,
  from: from && `${from}T00:00:00Z`,
  to: to && new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000).toISOString(),
});

const fieldsParameter = (example: string): Parameter => ({
  name: "fields",
  type: "fields",
  description: `Comma-separated fields to answer with instead of the usual ones, such as: ${example}`,
});

const common = {
  scope: "usage:read",
  missing: nobody,
  dependsOn: null,
  mostBytes: 8000,
} as const;

export const getUsage: Operation = {
  ...common,
  name: "getUsage",
  title: "How much was asked for",
  description:
    "How many requests there were for this user, by day in UTC and by app, newest day first, as long as the tier keeps them. `clientId` null is the user's own browser. Single requests: listRequests.",
  parameters: [
    ...filters,
    fieldsParameter("clientName,requests"),
    {
      name: "cursor",
      type: "text",
      longest: 600,
      example: "2026-11-25 client_0f3a9c81d2b47e6650",
      description: "To go on where an answer ended: its `next`, unchanged, all else the same.",
    },
  ],
  list: "days",
  type: "UsageDay",
  told: { type: "UsageDay", fields: [] },
  fields: ["day", "clientId", "clientName", "requests", "bytes"].map((name) => ({ name })),
  fieldsByDefault: "day,clientId,clientName,requests",
  // The cursor needs the app, whatever was asked for.
  document: (select) => `
    query getUsage($filter: UsageFilter!) {
      me { usageByDay(filter: $filter) { app: clientId ${select("UsageDay")} } }
    }`,
  variables: (values) => ({ filter: filterOf(values) }),
  page: ({ me }: Days, { cursor }) => {
    if (!me) throw new NotFound(nobody);
    const items = me.usageByDay.map(({ app, ...item }) => ({ item, cursor: `${item.day} ${app ?? "-"}` }));
    return { items: behind(items, cursor), hasMore: false, told: {} };
  },
};

export const listRequests: Operation = {
  ...common,
  name: "listRequests",
  title: "What was asked for",
  description:
    "The requests that were made for this user, newest first, as long as the tier keeps them: when, by which app, what was searched for and how it went. `clientId` null is the user's own browser.",
  parameters: [
    {
      name: "limit",
      type: "integer",
      least: 1,
      most: 50,
      normally: 10,
      description: "How many requests at most, 1 to 50; 10 if absent.",
    },
    ...filters,
    fieldsParameter("at,query,clientName"),
    {
      name: "cursor",
      type: "text",
      longest: 100,
      example: "MjAyNi0xMS0yNSAxOTozMDo0My4xMjM0NTYrMDAgNDcxMQ",
      description: "To go on where an answer ended: its `next`, unchanged, all else the same.",
    },
  ],
  example: { limit: "3" },
  list: "requests",
  type: "UsageEvent",
  told: { type: "UsageEvent", fields: [] },
  fields: [
    "at",
    "clientId",
    "clientName",
    "door",
    "operation",
    "query",
    "results",
    "status",
    "bytes",
    "milliseconds",
  ].map((name) => ({ name })),
  fieldsByDefault: "at,clientName,operation,query,results,status",
  document: (select) => `
    query listRequests($limit: Int!, $filter: UsageFilter!, $cursor: String) {
      me {
        usage(first: $limit, filter: $filter, after: $cursor) {
          edges { cursor node { ${select("UsageEvent")} } }
          pageInfo { hasNextPage }
        }
      }
    }`,
  variables: ({ limit, cursor, ...values }) => ({ limit, cursor, filter: filterOf(values) }),
  page: ({ me }: Requests) => {
    if (!me) throw new NotFound(nobody);
    const { edges, pageInfo } = me.usage;
    return {
      items: edges.map(({ node, cursor }) => ({ item: node, cursor })),
      hasMore: pageInfo.hasNextPage,
      told: {},
    };
  },
};
