import type { Operation } from "./operations.js";

/** What is said to a client that acts for itself, of all that belongs to a person. */
export const nobody = "There is no user: this client acts for itself.";

export const getMe: Operation = {
  name: "getMe",
  title: "Who is asking",
  description:
    "The user who allowed this access: name, tier, and in `allowance` how many requests the tier includes a day, how many are left today and when the next day begins. 404 for a client that acts for itself.",
  scope: "profile:read",
  parameters: [
    {
      name: "fields",
      type: "fields",
      description:
        "Comma-separated fields to answer with instead of the usual ones, such as: name,email,allowance.requestsLeft",
    },
  ],
  list: null,
  type: "User",
  missing: nobody,
  told: { type: "User", fields: [] },
  fields: [
    ...["id", "name", "email", "tier", "createdAt"].map((name) => ({ name })),
    {
      name: "allowance",
      below: ["requestsPerDay", "requestsLeft", "resetsAt", "resultsPerSearch", "historyDays"],
    },
  ],
  fieldsByDefault: "id,name,tier,allowance.requestsPerDay,allowance.requestsLeft,allowance.resetsAt",
  dependsOn: null,
  mostBytes: 8000,
  document: (select) => `query getMe { me { ${select("User")} } }`,
  variables: () => ({}),
  page: ({ me }: { readonly me: object | null }) => ({
    items: me ? [{ item: me, cursor: "" }] : [],
    hasMore: false,
    told: {},
  }),
};
