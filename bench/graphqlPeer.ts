import { createServer } from "node:http";
import fastify from "fastify";
import { createHandler } from "graphql-http/lib/use/http";
import mercurius from "mercurius";
import { createSchema } from "../src/graphql/schema.js";
import { Tiers } from "../src/users/tiers.js";
import { ownContext } from "./ownContext.js";
import { plainSchema } from "./plainSchema.js";

// Servers beside ours that check no token, bound no query, count nothing and keep no history: mercurius runs our own
// resolvers, graphql-http plain ones over the same statements.

const { PORT, LIBRARY, USER_ID } = process.env as Record<string, string>;

const tier = new Tiers().of("premium");
const context = await ownContext({
  viewer: {
    userId: Number(USER_ID),
    clientId: "bench",
    tier: "premium",
    scopes: tier.scopes,
    // As our door knows it of a token: there are no own foods to look through.
    foodsRevision: { ownFoods: 0, foods: 0 },
  },
  standing: { tier, remaining: 1_000_000, isUsedUp: false, resetsAt: new Date(0) },
});

if (LIBRARY === "mercurius") {
  const app = fastify();
  await app.register(mercurius, {
    schema: await createSchema(),
    context: () => context() as never,
    graphiql: false,
  });
  await app.listen({ port: Number(PORT) });
} else {
  const handle = createHandler({ schema: await plainSchema(), context: () => context() as never });
  createServer(handle).listen(Number(PORT));
}
console.log("ready");
