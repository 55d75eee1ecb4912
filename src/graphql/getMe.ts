import type { Operation } from "./operations.js";

export const getMe: Operation = {
  name: "getMe",
  title: "Who is asking",
  description:
    "The account of the user who allowed this access: name, and what the account includes. 404 for a client that acts for itself.",
  scope: "profile:read",
  parameters: [
    {
      name: "fields",
      type: "fields",
      description: "Comma-separated fields to answer with instead of the usual ones, such as: name,email",
    },
  ],
  list: null,
  type: "User",
  told: { type: "User", fields: [] },
  fields: ["id", "name", "email", "tier", "createdAt"].map((name) => ({ name })),
  fieldsByDefault: "id,name,tier",
  mostBytes: 8000,
  document: (select) => `query getMe { me { ${select("User")} } }`,
  variables: () => ({}),
  page: ({ me }: { readonly me: object | null }) => ({
    items: me ? [{ item: me, cursor: "" }] : [],
    hasMore: false,
    told: {},
  }),
};
