import { createServer } from "node:http";
import fastify from "fastify";
import { createHandler } from "graphql-http/lib/use/http";
import mercurius from "mercurius";
import { createSchema } from "../src/graphql/schema.js";
import { Tiers } from "../src/users/tiers.js";
import { ownContext } from "./ownContext.js";

// Our own schema with our own resolvers, and so the same SQL, behind another server: it checks no token, bounds no query,
// counts nothing and keeps no history.

const { PORT, LIBRARY, USER_ID } = process.env as Record<string, string>;

const tier = new Tiers().of("premium");
const schema = await createSchema();
const context = await ownContext({
  viewer: { userId: Number(USER_ID), clientId: "bench", tier: "premium", scopes: tier.scopes },
  standing: { tier, remaining: 1_000_000, isUsedUp: false, resetsAt: new Date(0) },
});

if (LIBRARY === "mercurius") {
  const app = fastify();
  await app.register(mercurius, { schema, context: () => context() as never, graphiql: false });
  await app.listen({ port: Number(PORT) });
} else {
  const handle = createHandler({ schema, context: () => context() as never });
  createServer(handle).listen(Number(PORT));
}
console.log("ready");
